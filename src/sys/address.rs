//! Addresses on their way into the kernel and out of it, and the calls that take them:
//! `rustix`'s, as those of [`transfer`](super::transfer).

use std::io;
use std::net::SocketAddrV4;
use std::os::fd::BorrowedFd;

use rustix::net::addr::{SocketAddrArg, SocketAddrLen, SocketAddrOpaque};
use rustix::net::{self, SocketAddrAny};
use socket2::{SockAddr, SockAddrStorage};

use super::transfer::send_flags;

/// Where to bind, connect or send to. Most are small, and need no large copies.
pub(crate) enum Target {
    V4(SocketAddrV4),
    Other(SockAddr),
}

/// An address as `rustix` passes it on.
struct Other<'a>(&'a SockAddr);

// SAFETY: the pointer is to an address of that length, which outlives the call.
unsafe impl SocketAddrArg for Other<'_> {
    #[inline(always)]
    unsafe fn with_sockaddr<R>(
        &self,
        call: impl FnOnce(*const SocketAddrOpaque, SocketAddrLen) -> R,
    ) -> R {
        call(self.0.as_ptr().cast(), self.0.len())
    }
}

/// `bind(2)`.
#[inline(always)]
pub(crate) fn bind(socket: BorrowedFd<'_>, address: &Target) -> io::Result<()> {
    Ok(match address {
        Target::V4(address) => net::bind(socket, address),
        Target::Other(address) => net::bind(socket, &Other(address)),
    }?)
}

/// `connect(2)`.
#[inline(always)]
pub(crate) fn connect(socket: BorrowedFd<'_>, address: &Target) -> io::Result<()> {
    Ok(match address {
        Target::V4(address) => net::connect(socket, address),
        Target::Other(address) => net::connect(socket, &Other(address)),
    }?)
}

/// `sendto(2)` that raises no `SIGPIPE`.
#[inline(always)]
pub(crate) fn send_to(
    socket: BorrowedFd<'_>,
    data: &[u8],
    flags: i32,
    address: &Target,
) -> io::Result<usize> {
    let flags = send_flags(flags);
    Ok(match address {
        Target::V4(address) => net::sendto(socket, data, flags, address),
        Target::Other(address) => net::sendto(socket, data, flags, &Other(address)),
    }?)
}

/// `getsockname(2)`.
#[inline(always)]
pub(crate) fn own_name(socket: BorrowedFd<'_>) -> io::Result<Option<SocketAddrAny>> {
    Ok(net::getsockname(socket).map(Some)?)
}

/// `getpeername(2)`; `None` if the name is empty.
#[inline(always)]
pub(crate) fn peer_name(socket: BorrowedFd<'_>) -> io::Result<Option<SocketAddrAny>> {
    Ok(net::getpeername(socket)?)
}

/// An address that the kernel gave, as `socket2` has it.
pub(crate) fn sock_addr(address: &SocketAddrAny) -> SockAddr {
    let mut storage = SockAddrStorage::zeroed();
    let length = address.addr_len();

    // SAFETY: an address has as many bytes as it says, and never more than the storage,
    // which is zero behind them.
    unsafe {
        let target: *mut SockAddrStorage = &mut storage;
        target
            .cast::<u8>()
            .copy_from_nonoverlapping(address.as_ptr().cast(), length as usize);
        SockAddr::new(storage, length)
    }
}
