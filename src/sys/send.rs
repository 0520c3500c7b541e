//! `send(2)`, `sendto(2)` and `sendmsg(2)`.

use std::io::{self, IoSlice};
use std::os::fd::BorrowedFd;

use rustix::net::{self, SendFlags};
use socket2::{MsgHdr, SockAddr, SockRef};

use super::sockaddr::{ByPointer, Target};

/// `send(2)`.
#[inline]
pub(crate) fn send(socket: BorrowedFd<'_>, data: &[u8], flags: i32) -> io::Result<usize> {
    Ok(net::send(socket, data, send_flags(flags))?)
}

/// `sendto(2)`.
#[inline]
pub(crate) fn send_to(
    socket: BorrowedFd<'_>,
    data: &[u8],
    flags: i32,
    address: &Target,
) -> io::Result<usize> {
    let flags = send_flags(flags);
    Ok(match address {
        Target::V4(address) => net::sendto(socket, data, flags, address),
        Target::Other(address) => net::sendto(socket, data, flags, &ByPointer(address)),
    }?)
}

/// `sendmsg(2)` of several buffers, with an address and control messages if given.
pub(crate) fn sendmsg(
    socket: BorrowedFd<'_>,
    data: &[IoSlice<'_>],
    name: Option<&SockAddr>,
    control: &[u8],
    flags: i32,
) -> io::Result<usize> {
    let mut message = MsgHdr::new().with_buffers(data);
    if let Some(name) = name {
        message = message.with_addr(name);
    }
    if !control.is_empty() {
        message = message.with_control(control);
    }

    SockRef::from(&socket).sendmsg(&message, send_flags(flags).bits() as i32)
}

/// `sendmsg(2)` of several buffers, without an address and control messages.
pub(crate) fn send_vectored(socket: BorrowedFd<'_>, data: &[IoSlice<'_>]) -> io::Result<usize> {
    sendmsg(socket, data, None, &[], 0)
}

/// The flags that are passed to the kernel.
///
/// `MSG_NOSIGNAL` is added: a broken connection is an error and never raises `SIGPIPE`.
/// `MSG_ZEROCOPY` is removed, so the kernel copies the data. With it, the kernel would read the
/// caller's memory after the call, when it may have been freed or changed.
#[inline]
fn send_flags(flags: i32) -> SendFlags {
    let flags = flags & !libc::MSG_ZEROCOPY | libc::MSG_NOSIGNAL;
    SendFlags::from_bits_retain(flags as u32)
}
