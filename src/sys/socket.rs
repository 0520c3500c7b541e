//! `socket(2)`, and the calls that bind, connect and close a socket.

use std::io;
use std::net::Shutdown;
use std::num::NonZeroU32;
use std::os::fd::{BorrowedFd, IntoRawFd, OwnedFd};

use rustix::net::{self, AddressFamily, Protocol, SocketAddrAny, SocketFlags, SocketType};
use socket2::SockRef;

use super::sockaddr::{ByPointer, Target};

/// `socket(2)` with close-on-exec.
#[inline]
pub(crate) fn socket(domain: i32, r#type: i32, protocol: i32) -> io::Result<OwnedFd> {
    Ok(net::socket_with(
        AddressFamily::from_raw(domain as u16),
        SocketType::from_raw(r#type as u32),
        SocketFlags::CLOEXEC,
        NonZeroU32::new(protocol as u32).map(Protocol::from_raw),
    )?)
}

/// `socketpair(2)` with close-on-exec.
pub(crate) fn socketpair(domain: i32, r#type: i32, protocol: i32) -> io::Result<[OwnedFd; 2]> {
    let protocol = Some(protocol.into());

    socket2::Socket::pair(domain.into(), r#type.into(), protocol)
        .map(|(one, other)| [one.into(), other.into()])
}

/// `bind(2)`.
#[inline]
pub(crate) fn bind(socket: BorrowedFd<'_>, address: &Target) -> io::Result<()> {
    Ok(match address {
        Target::V4(address) => net::bind(socket, address),
        Target::Other(address) => net::bind(socket, &ByPointer(address)),
    }?)
}

/// `connect(2)`.
#[inline]
pub(crate) fn connect(socket: BorrowedFd<'_>, address: &Target) -> io::Result<()> {
    Ok(match address {
        Target::V4(address) => net::connect(socket, address),
        Target::Other(address) => net::connect(socket, &ByPointer(address)),
    }?)
}

/// `listen(2)`.
pub(crate) fn listen(socket: BorrowedFd<'_>, backlog: i32) -> io::Result<()> {
    SockRef::from(&socket).listen(backlog)
}

/// `accept4(2)` with close-on-exec.
#[inline]
pub(crate) fn accept(socket: BorrowedFd<'_>, nonblocking: bool) -> io::Result<OwnedFd> {
    let mut flags = SocketFlags::CLOEXEC;
    flags.set(SocketFlags::NONBLOCK, nonblocking);
    Ok(net::accept_with(socket, flags)?)
}

/// `getsockname(2)`.
#[inline]
pub(crate) fn getsockname(socket: BorrowedFd<'_>) -> io::Result<Option<SocketAddrAny>> {
    Ok(net::getsockname(socket).map(Some)?)
}

/// `getpeername(2)`. `None` if the kernel returns no address at all.
#[inline]
pub(crate) fn getpeername(socket: BorrowedFd<'_>) -> io::Result<Option<SocketAddrAny>> {
    Ok(net::getpeername(socket)?)
}

/// `shutdown(2)`.
pub(crate) fn shutdown(socket: BorrowedFd<'_>, how: Shutdown) -> io::Result<()> {
    SockRef::from(&socket).shutdown(how)
}

/// Sets `FD_CLOEXEC` with `fcntl(2)`: programs that this one starts do not inherit the descriptor.
pub(crate) fn set_cloexec(socket: BorrowedFd<'_>) -> io::Result<()> {
    SockRef::from(&socket).set_cloexec(true)
}

/// The flag `O_NONBLOCK`, with `fcntl(2)`.
pub(crate) fn is_nonblocking(socket: BorrowedFd<'_>) -> io::Result<bool> {
    SockRef::from(&socket).nonblocking()
}

/// `close(2)`. Its result is ignored: Linux closes the descriptor even if the call fails.
#[inline]
pub(crate) fn close(socket: OwnedFd) {
    // SAFETY: the descriptor is open, and `into_raw_fd` has taken it from its only owner.
    unsafe { rustix::io::close(socket.into_raw_fd()) }
}
