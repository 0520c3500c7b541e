//! Sending with flags, or to an address: [`socket_send`], [`socket_sendto`].

use std::os::fd::AsFd;

use crate::address::ToAddress;
use crate::argument::Argument;
use crate::constants::AF_PACKET;
#[cfg(doc)]
use crate::constants::*;
use crate::error::Result;
use crate::resolve;
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;

/// Sends data with flags, and waits until the system has taken it.
///
/// `length` is the maximum number of bytes of `data` to send; `data.len()` sends all of them.
///
/// `flags` is 0, or several of [`MSG_OOB`], [`MSG_EOR`], [`MSG_DONTROUTE`], [`MSG_DONTWAIT`],
/// [`MSG_MORE`], … or-ed together. [`MSG_NOSIGNAL`] is always set. [`MSG_ZEROCOPY`] is ignored: the
/// kernel would read `data` after the call has returned.
///
/// Returns the number of bytes that the system has taken, as [`socket_write`](crate::socket_write)
/// does.
///
/// # Errors
///
/// `Unable to write to socket`, with the codes of
/// [`socket_write`](crate::socket_write).
///
/// # PHP
///
/// ```php
/// socket_send(Socket $socket, string $data, int $length, int $flags): int|false
/// ```
///
/// PHP throws a `ValueError` for a negative length; a `usize` cannot be negative.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// assert_eq!(socket_send(&here, "hello", 4, MSG_DONTWAIT)?, 4);
/// assert_eq!(socket_read(&there, 8192, None)?, b"hell");
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_send(
    socket: &Socket,
    data: impl AsRef<[u8]>,
    length: usize,
    flags: i32,
) -> Result<usize> {
    traced!(socket_send(socket, data, length, flags)
        as [socket, data, length, Named::flags(flags)]
        where data = data.as_ref());

    let data = data.as_ref();

    sys::send(socket.as_fd(), &data[..length.min(data.len())], flags)
        .map_err(|cause| socket.fail("socket_send", "Unable to write to socket", cause))
}

/// Sends a message to an address, from a socket that need not be connected.
///
/// `length` is the maximum number of bytes of `data` to send, `flags` is as in [`socket_send`], and
/// `address` and `port` are as in [`socket_connect`](crate::socket_connect).
///
/// Sending the first message binds a UDP socket to a free port, if it is not bound yet. A message
/// may not arrive. On a connected TCP socket the address is ignored.
///
/// For [`AF_PACKET`], `address` is the name of an interface and `port` its index; if the name is
/// `""`, the index decides; if the port is 0, the name does. A [`SOCK_RAW`] socket sends `data` as
/// the whole frame, a [`SOCK_DGRAM`] socket puts a header in front of it, whose protocol is that of
/// the socket. Its receiver is the hardware address 0, unless `address` is a
/// [`PacketAddress`](crate::PacketAddress), or the [`Address`](crate::Address) that
/// [`socket_recvfrom`](crate::socket_recvfrom) has returned, whose index need not be repeated as
/// `port`.
///
/// # Errors
///
/// A `ValueError`, before any system call, if `port` is `None` for an IP socket or, with the name
/// of an interface, for a packet socket, and for the same addresses as in
/// [`socket_bind`](crate::socket_bind).
///
/// `Host lookup failed`, as in [`socket_bind`](crate::socket_bind).
///
/// `Unable to write to socket`, with the code
///
/// - [`SOCKET_EACCES`] for a broadcast address, unless [`SO_BROADCAST`] is set;
/// - [`SOCKET_EINVAL`] for port 0, or an empty unix address;
/// - [`SOCKET_EMSGSIZE`] if the message is too long;
/// - [`SOCKET_ENOENT`] if a unix path does not exist, [`SOCKET_ECONNREFUSED`] if no socket is bound
///   to it any more;
/// - [`SOCKET_EAGAIN`] if the system could take nothing and the socket is non-blocking, or
///   [`SO_SNDTIMEO`] has passed. PHP prints no warning then;
/// - [`SOCKET_EISCONN`] on a connected unix stream, [`SOCKET_EOPNOTSUPP`] on one that is not
///   connected;
/// - [`SOCKET_ENXIO`] if there is no interface that has the name and the index;
/// - [`SOCKET_EPIPE`] if a TCP socket is not connected;
/// - [`SOCKET_EINTR`] if a signal interrupted the call.
///
/// # PHP
///
/// ```php
/// socket_sendto(Socket $socket, string $data, int $length, int $flags, string $address, ?int $port = null): int|false
/// ```
///
/// For a packet socket, PHP ignores the name, sends to the interface with the index, and gives the
/// frame of a [`SOCK_DGRAM`] socket the protocol 0.
///
/// PHP cannot send to an abstract unix name. It throws a `ValueError` for a port that does not fit
/// into a `u16`; before 8.5, it takes any number, modulo 65536.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let listener = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
/// socket_bind(&listener, "127.0.0.1", 0)?;
///
/// let talker = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
/// let port = socket_getsockname(&listener)?.port();
/// assert_eq!(socket_sendto(&talker, "hi", 2, 0, "127.0.0.1", port)?, 2);
///
/// let error = socket_sendto(&talker, "hi", 2, 0, "127.0.0.1", None).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_sendto(): Argument #6 ($port) cannot be null when the socket type is AF_INET",
/// );
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_sendto(
    socket: &Socket,
    data: impl AsRef<[u8]>,
    length: usize,
    flags: i32,
    address: impl ToAddress,
    port: impl Into<Option<u16>>,
) -> Result<usize> {
    traced!(socket_sendto(socket, data, length, flags, address, port)
        as [socket, data, length, Named::flags(flags), address, port]
        where data = data.as_ref(), address = &address as &dyn ToAddress, port = port.into());

    const ADDRESS: Argument = Argument {
        function: "socket_sendto",
        index: 5,
        name: "address",
    };
    const MESSAGE: &str = "Unable to write to socket";
    let data = data.as_ref();
    let port = match port.into() {
        None if socket.domain() == AF_PACKET && address.as_packet().is_some() => 0,
        port => resolve::required_port(ADDRESS, socket, port)?,
    };
    let address = match socket.domain() {
        AF_PACKET => resolve::send_interface(ADDRESS, MESSAGE, socket, &address, port)?,
        _ => resolve::target(ADDRESS, socket, &address, port)?,
    };

    let data = &data[..length.min(data.len())];
    sys::send_to(socket.as_fd(), data, flags, &address)
        .map_err(|cause| socket.fail(ADDRESS.function, MESSAGE, cause))
}
