//! The layer below: what `socket2` and `nix` lack, as safe functions.
//!
//! The only place with `unsafe`. It imports nothing of this crate, and every
//! failure is an [`io::Error`] that carries the code.
#![allow(unsafe_code)]

mod lookup;
mod option;
mod text;
mod transfer;

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::c_int;

pub(crate) use lookup::{ipv4_of, ipv6_of};
pub(crate) use option::{get_int, get_linger, get_timeval, set_int, set_linger, set_timeval};
pub(crate) use text::{ipv6_text, strerror};
pub(crate) use transfer::{recv, recv_from};

/// `shutdown(2)` with any number, as PHP passes it on; `socket2` and `nix` take an enum.
pub(crate) fn shutdown(socket: BorrowedFd<'_>, mode: c_int) -> io::Result<()> {
    // SAFETY: a borrowed descriptor stays open for the length of the call.
    checked(unsafe { libc::shutdown(socket.as_raw_fd(), mode) }).map(drop)
}

/// The one place that tests for -1.
fn checked(result: c_int) -> io::Result<c_int> {
    match result {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}
