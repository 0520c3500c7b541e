//! Reads `errno`, and converts a failure of the C library into an [`io::Error`].

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

/// Sets `errno` to 0. Must be called before a look-up whose failure [`no_descriptor`] explains.
pub(super) fn clear_errno() {
    Errno::clear();
}

/// The `errno` after a look-up, if it means that the look-up could not open a descriptor for its
/// files or for a connection to a name server. The code that the look-up returns does not show it.
pub(super) fn no_descriptor() -> Option<c_int> {
    let errno = Errno::last_raw();
    [libc::EMFILE, libc::ENFILE]
        .contains(&errno)
        .then_some(errno)
}
