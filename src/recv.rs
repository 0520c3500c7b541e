//! Receiving with flags, and with the sender's address: [`socket_recv`], [`socket_recvfrom`],
//! [`socket_atmark`].

use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::fd::AsFd;

use crate::address::{Address, PacketAddress};
use crate::argument::check_length;
#[cfg(doc)]
use crate::constants::*;
use crate::constants::{
    AF_INET, AF_INET6, AF_PACKET, AF_UNIX, MSG_CMSG_CLOEXEC, MSG_DONTWAIT, MSG_ERRQUEUE, MSG_OOB,
    MSG_PEEK, MSG_WAITALL,
};
use crate::error::{Error, Result};
use crate::resolve::unknown_family;
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;

/// Receives what has arrived into `data`, with flags.
///
/// What arrived replaces the contents of `data`, whose memory is reused. `length` is the maximum
/// number of bytes to receive. `flags` is 0, or several of these or-ed together:
///
/// - [`MSG_PEEK`]: leave the data to be received again;
/// - [`MSG_WAITALL`]: wait until `length` bytes have arrived;
/// - [`MSG_DONTWAIT`]: do not wait, even if the socket is in blocking mode;
/// - [`MSG_OOB`]: receive urgent data;
/// - [`MSG_TRUNC`]: return the real length of a message, even if it is longer than `length`. A TCP
///   socket discards the bytes instead of returning them.
///
/// Returns the number of bytes. 0 means that the peer has closed its socket or shut down its side,
/// or that an empty message has arrived.
///
/// # Errors
///
/// `Unable to read from socket`, with the codes of [`socket_read`](crate::socket_read). `data` is
/// then empty.
///
/// A length of `0`, or above 2^63 - 2, is a silent failure. It is not recorded as a last error, and
/// leaves `data` unchanged.
///
/// # PHP
///
/// ```php
/// socket_recv(Socket $socket, string &$data, int $length, int $flags): int|false
/// ```
///
/// PHP sets `$data` to `null` where `data` is empty here. With [`MSG_TRUNC`], PHP writes past the
/// end of its buffer, or returns what was in it before.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// socket_write(&there, "hello", None)?;
///
/// let mut data = Vec::new();
/// assert_eq!(socket_recv(&here, &mut data, 8192, MSG_PEEK)?, 5);
/// assert_eq!(socket_recv(&here, &mut data, 4, 0)?, 4);
/// assert_eq!(data, b"hell");
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_recv(
    socket: &Socket,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
) -> Result<usize> {
    traced!(socket_recv(socket, data, length, flags)
        as [socket, Received(data), length, Named::flags(flags)]);

    const NAME: &str = "socket_recv";
    check_length(NAME, 3, length)?;

    let received = sys::recv(socket.as_fd(), data, length, flags);
    if received.is_err() || socket.discards(flags) {
        data.clear();
    }
    received.map_err(|cause| socket.fail(NAME, "Unable to read from socket", cause))
}

/// Receives a message into `data`, and returns its length and its sender.
///
/// It is [`socket_recv`] for sockets that are not connected. On TCP the kernel does not report the
/// sender, and the address is `0.0.0.0` or `::` with port 0. A unix socket that is not bound is
/// [`Address::Unnamed`].
///
/// A packet socket receives one frame: with its Ethernet header if its type is [`SOCK_RAW`],
/// without it if it is [`SOCK_DGRAM`]. The address is [`Address::Packet`]: the interface, and what
/// the kernel reports about the frame. Frames that were queued before the socket was bound can be
/// from another interface.
///
/// # Errors
///
/// A `ValueError` for an imported socket of a family that PHP does not know; and, for a packet
/// socket, for flags other than [`MSG_OOB`], [`MSG_PEEK`], [`MSG_WAITALL`], [`MSG_DONTWAIT`],
/// [`MSG_ERRQUEUE`] and [`MSG_CMSG_CLOEXEC`].
///
/// `Unable to recvfrom` (for [`AF_INET6`] and [`AF_PACKET`] `unable to recvfrom`), with the codes
/// of [`socket_read`](crate::socket_read). `data` is then unchanged.
///
/// A length of `0`, or above 2^63 - 2, is a silent failure. It is not recorded as a last error.
///
/// # PHP
///
/// ```php
/// socket_recvfrom(Socket $socket, string &$data, int $length, int $flags, string &$address, int &$port = null): int|false
/// ```
///
/// PHP writes `""` for an abstract unix name, so the sender cannot be answered; here the address
/// holds the name. With [`MSG_TRUNC`], PHP returns memory beyond the message.
///
/// For a packet socket, PHP writes the name of the interface and its index. If the interface is
/// gone, it loses the frame and fails; here the name is empty.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let listener = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
/// socket_bind(&listener, "127.0.0.1", 0)?;
/// let talker = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
/// let port = socket_getsockname(&listener)?.port();
/// socket_sendto(&talker, "hi", 2, 0, "127.0.0.1", port)?;
///
/// let mut data = Vec::new();
/// let (length, sender) = socket_recvfrom(&listener, &mut data, 8192, 0)?;
/// assert_eq!((length, data.as_slice()), (2, b"hi".as_slice()));
/// socket_sendto(&listener, "you too", 7, 0, sender.address(), sender.port())?;
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_recvfrom(
    socket: &Socket,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
) -> Result<(usize, Address)> {
    traced!(socket_recvfrom(socket, data, length, flags)
        as [socket, Received(data), length, Named::flags(flags)]);

    const NAME: &str = "socket_recvfrom";
    if socket.domain() == AF_PACKET {
        check_packet_flags(NAME, flags)?;
    }
    check_length(NAME, 3, length)?;
    let message = match socket.domain() {
        AF_INET | AF_UNIX => "Unable to recvfrom",
        AF_INET6 | AF_PACKET => "unable to recvfrom",
        _ => return Err(unknown_family(NAME)),
    };

    let convert = |sender| Address::from_rustix(socket.as_fd(), sender);
    let (received, sender) = sys::recv_from(socket.as_fd(), data, length, flags, convert)
        .map_err(|cause| socket.fail(NAME, message, cause))?;

    if socket.discards(flags) {
        data.clear();
    }
    Ok((received, sender.unwrap_or_else(|| unspecified(socket))))
}

/// Refuses the flags that PHP refuses for packet sockets.
#[cold]
fn check_packet_flags(function: &'static str, flags: i32) -> Result<()> {
    const ALLOWED: i32 =
        MSG_OOB | MSG_PEEK | MSG_WAITALL | MSG_DONTWAIT | MSG_ERRQUEUE | MSG_CMSG_CLOEXEC;

    match flags & !ALLOWED {
        0 => Ok(()),
        _ => {
            let rule = "must be a combination of MSG_OOB, MSG_PEEK, MSG_WAITALL, MSG_DONTWAIT, \
                        MSG_ERRQUEUE, and MSG_CMSG_CLOEXEC for AF_PACKET sockets";
            Err(Error::value(function, 4, "flags", rule))
        }
    }
}

/// The sender that PHP returns if the kernel reports none, as on a stream.
fn unspecified(socket: &Socket) -> Address {
    match socket.domain() {
        AF_INET => Address::Ip((Ipv4Addr::UNSPECIFIED, 0).into()),
        AF_INET6 => Address::Ip((Ipv6Addr::UNSPECIFIED, 0).into()),
        AF_PACKET => PacketAddress::default().into(),
        _ => Address::Unnamed,
    }
}

/// Returns whether the next byte to read is the urgent one.
///
/// The peer marks a byte as urgent by sending it with [`MSG_OOB`]. A read stops in front of it, so
/// a program can skip what comes before.
///
/// # Errors
///
/// `Unable to apply sockmark`, with the code [`SOCKET_ENOTTY`] if the socket does not support
/// urgent data, such as a UDP socket.
///
/// # PHP
///
/// ```php
/// socket_atmark(Socket $socket): bool
/// ```
///
/// In PHP (since 8.3) `false` can also mean a failure, for which it prints a warning.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// assert!(!socket_atmark(&socket)?);
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_atmark(socket: &Socket) -> Result<bool> {
    traced!(socket_atmark(socket));

    sys::at_mark(socket.as_fd())
        .map_err(|cause| socket.fail("socket_atmark", "Unable to apply sockmark", cause))
}
