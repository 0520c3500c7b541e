//! Converts a failure of the C library into an [`io::Error`].

use std::io;

use libc::{c_int, ssize_t};
use nix::errno::Errno;

/// The result of a call that returns -1 on failure and sets `errno`.
#[inline]
pub(super) fn checked(result: c_int) -> io::Result<c_int> {
    match result {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}

/// The same for a call that returns a number of bytes.
pub(super) fn checked_len(result: ssize_t) -> io::Result<usize> {
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}

/// Forgets the `errno` of earlier calls, before one whose failure [`no_descriptor`] explains.
pub(super) fn clear_errno() {
    Errno::clear();
}

/// The `errno` after a look-up, if it says that the look-up could open no descriptor, neither for
/// its files nor for a server. The look-up's own code does not tell.
pub(super) fn no_descriptor() -> Option<c_int> {
    let errno = Errno::last_raw();
    [libc::EMFILE, libc::ENFILE]
        .contains(&errno)
        .then_some(errno)
}
