//! `sockaddr`: the addresses that are passed to the kernel and returned by it.

use std::net::SocketAddrV4;

use libc::c_void;
pub(crate) use rustix::net::SocketAddrAny;
use rustix::net::addr::{SocketAddrArg, SocketAddrLen, SocketAddrOpaque};
pub(crate) use socket2::SockAddr;
use socket2::SockAddrStorage;

/// The address to bind, connect or send to. Most are IPv4, which takes 6 bytes in place of the 128
/// of a `SockAddr`.
pub(crate) enum Target {
    V4(SocketAddrV4),
    Other(SockAddr),
}

impl From<SockAddr> for Target {
    fn from(address: SockAddr) -> Self {
        Self::Other(address)
    }
}

/// Lets rustix pass a `SockAddr` of socket2 to the kernel.
pub(super) struct ByPointer<'a>(pub(super) &'a SockAddr);

// SAFETY: pointer and length are those of a `SockAddr`, and `self` borrows it, so they are valid
// while `call` runs.
unsafe impl SocketAddrArg for ByPointer<'_> {
    #[inline]
    unsafe fn with_sockaddr<R>(
        &self,
        call: impl FnOnce(*const SocketAddrOpaque, SocketAddrLen) -> R,
    ) -> R {
        call(self.0.as_ptr().cast(), self.0.len())
    }
}

/// The bytes of an address, as the kernel reads them.
pub(super) fn bytes(address: &SockAddr) -> &[u8] {
    // SAFETY: the first `len` bytes of a `SockAddr` are initialized, and the slice borrows it.
    unsafe { std::slice::from_raw_parts(address.as_ptr().cast(), address.len() as usize) }
}

/// Copies an address from memory that the C library or rustix owns.
///
/// # Safety
///
/// `address` must point to an address of `length` bytes.
pub(super) unsafe fn copied(address: *const c_void, length: usize) -> SockAddr {
    let mut storage = SockAddrStorage::zeroed();
    let length = length.min(size_of::<SockAddrStorage>());
    let target: *mut SockAddrStorage = &mut storage;

    // SAFETY: the caller guarantees an address of `length` bytes to read. The storage has room for
    // them, and holds an address of that length afterwards.
    unsafe {
        target
            .cast::<u8>()
            .copy_from_nonoverlapping(address.cast(), length);
        SockAddr::new(storage, length as socket2::socklen_t)
    }
}

/// Converts rustix's type into socket2's.
pub(crate) fn sock_addr_any(address: &SocketAddrAny) -> SockAddr {
    // SAFETY: `as_ptr` points to the address, which has `addr_len` bytes.
    unsafe { copied(address.as_ptr().cast(), address.addr_len() as usize) }
}
