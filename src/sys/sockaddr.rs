//! `sockaddr`: addresses on their way into the kernel and out of it.

use std::net::SocketAddrV4;

use libc::c_void;
use rustix::net::SocketAddrAny;
use rustix::net::addr::{SocketAddrArg, SocketAddrLen, SocketAddrOpaque};
pub(crate) use socket2::SockAddr;
use socket2::SockAddrStorage;

/// The address to bind to, to connect to or to send to. Nearly all are IPv4, which is 6 bytes
/// instead of 128.
pub(crate) enum Target {
    V4(SocketAddrV4),
    Other(SockAddr),
}

impl From<SockAddr> for Target {
    fn from(address: SockAddr) -> Self {
        Self::Other(address)
    }
}

/// An address that `rustix` passes to the kernel by its pointer and length.
pub(super) struct ByPointer<'a>(pub(super) &'a SockAddr);

// SAFETY: the pointer and the length are those of a `SockAddr`, which `self` borrows, so they
// are valid while `call` runs.
unsafe impl SocketAddrArg for ByPointer<'_> {
    #[inline(always)]
    unsafe fn with_sockaddr<R>(
        &self,
        call: impl FnOnce(*const SocketAddrOpaque, SocketAddrLen) -> R,
    ) -> R {
        call(self.0.as_ptr().cast(), self.0.len())
    }
}

/// The bytes of an address, as the kernel reads them.
pub(super) fn bytes(address: &SockAddr) -> &[u8] {
    // SAFETY: a `SockAddr` says with `len` how many bytes of its storage are set, and the
    // slice borrows it.
    unsafe { std::slice::from_raw_parts(address.as_ptr().cast(), address.len() as usize) }
}

/// A copy of an address that somebody else owns.
///
/// # Safety
///
/// `address` must point to an address of `length` bytes.
pub(super) unsafe fn copied(address: *const c_void, length: usize) -> SockAddr {
    let mut storage = SockAddrStorage::zeroed();
    let length = length.min(size_of::<SockAddrStorage>());
    let target: *mut SockAddrStorage = &mut storage;

    // SAFETY: the caller vouches for `length` bytes to read, the storage has room for them,
    // and what is copied into it is an address of that length.
    unsafe {
        target
            .cast::<u8>()
            .copy_from_nonoverlapping(address.cast(), length);
        SockAddr::new(storage, length as socket2::socklen_t)
    }
}

/// An address in the form of `rustix` in that of `socket2`.
pub(crate) fn sock_addr_any(address: &SocketAddrAny) -> SockAddr {
    // SAFETY: a `SocketAddrAny` has as many bytes as it says.
    unsafe { copied(address.as_ptr().cast(), address.addr_len() as usize) }
}
