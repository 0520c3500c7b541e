//! `getsockopt(2)` and `setsockopt(2)` for any level and option.

use std::io;
use std::mem::size_of;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{c_int, c_void, linger, socklen_t, timeval};

use super::checked;

/// An option of four bytes. What the kernel leaves unwritten is zero.
pub(crate) fn get_int(socket: BorrowedFd<'_>, level: c_int, option: c_int) -> io::Result<c_int> {
    let mut value = 0;
    get(socket, level, option, &mut value)?;
    Ok(value)
}

/// `SO_LINGER`.
pub(crate) fn get_linger(socket: BorrowedFd<'_>) -> io::Result<linger> {
    let mut value = linger {
        l_onoff: 0,
        l_linger: 0,
    };
    get(socket, libc::SOL_SOCKET, libc::SO_LINGER, &mut value)?;
    Ok(value)
}

/// `SO_RCVTIMEO` or `SO_SNDTIMEO`.
pub(crate) fn get_timeval(socket: BorrowedFd<'_>, option: c_int) -> io::Result<timeval> {
    let mut value = timeval {
        tv_sec: 0,
        tv_usec: 0,
    };
    get(socket, libc::SOL_SOCKET, option, &mut value)?;
    Ok(value)
}

/// An option of four bytes.
pub(crate) fn set_int(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
    value: c_int,
) -> io::Result<()> {
    set(socket, level, option, &value)
}

/// `SO_LINGER`.
pub(crate) fn set_linger(socket: BorrowedFd<'_>, value: &linger) -> io::Result<()> {
    set(socket, libc::SOL_SOCKET, libc::SO_LINGER, value)
}

/// `SO_RCVTIMEO` or `SO_SNDTIMEO`.
pub(crate) fn set_timeval(
    socket: BorrowedFd<'_>,
    option: c_int,
    value: &timeval,
) -> io::Result<()> {
    set(socket, libc::SOL_SOCKET, option, value)
}

/// What the kernel may fill with any bytes at all.
trait Plain: Copy {}
impl Plain for c_int {}
impl Plain for linger {}
impl Plain for timeval {}

fn get<T: Plain>(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
    value: &mut T,
) -> io::Result<()> {
    let mut length = size_of::<T>() as socklen_t;
    let pointer: *mut T = value;

    // SAFETY: the kernel writes at most `length` bytes, the size of `value`,
    // and a `Plain` type is valid whatever they are.
    checked(unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            level,
            option,
            pointer.cast::<c_void>(),
            &mut length,
        )
    })
    .map(drop)
}

fn set<T: Plain>(socket: BorrowedFd<'_>, level: c_int, option: c_int, value: &T) -> io::Result<()> {
    let pointer: *const T = value;

    // SAFETY: the kernel reads `value` only, whose size is given.
    checked(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            pointer.cast::<c_void>(),
            size_of::<T>() as socklen_t,
        )
    })
    .map(drop)
}
