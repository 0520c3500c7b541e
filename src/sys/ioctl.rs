//! `ioctl(2)` on sockets.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::c_int;

use super::checked::checked;

/// `FIONBIO`: sets non-blocking mode in one system call. PHP makes two, to read the flags and to
/// write them.
#[inline]
pub(crate) fn set_nonblocking(socket: BorrowedFd<'_>, nonblocking: bool) -> io::Result<()> {
    Ok(rustix::io::ioctl_fionbio(socket, nonblocking)?)
}

/// `sockatmark(3)`, which is the request `SIOCATMARK`: whether the next byte is the urgent one.
pub(crate) fn at_mark(socket: BorrowedFd<'_>) -> io::Result<bool> {
    unsafe extern "C" {
        // The libc crate does not declare it for Linux.
        fn sockatmark(fd: c_int) -> c_int;
    }

    // SAFETY: the call takes no pointer, and the borrowed descriptor is open until it returns.
    checked(unsafe { sockatmark(socket.as_raw_fd()) }).map(|mark| mark == 1)
}
