//! `getsockopt(2)` and `setsockopt(2)` for any level and option.

use std::io;
use std::mem::{MaybeUninit, size_of};
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{
    c_int, c_void, group_req, group_source_req, in_addr, in6_pktinfo, linger, socklen_t, timeval,
    ucred,
};

use super::checked;

/// Plain numbers: the kernel may fill one with any bytes, all zero among them.
pub(crate) trait Plain {}

impl Plain for c_int {}
impl Plain for u8 {}
impl Plain for [u8] {}
impl Plain for [u8; 16] {}
impl Plain for [u32; 9] {}
impl Plain for group_req {}
impl Plain for group_source_req {}
impl Plain for in6_pktinfo {}
impl Plain for in_addr {}
impl Plain for linger {}
impl Plain for timeval {}
impl Plain for ucred {}

/// The value of an option, and how many bytes of it the kernel has written. The
/// rest is zero.
#[inline]
pub(crate) fn get_option<T: Plain>(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
) -> io::Result<(T, usize)> {
    // For SO_GET_FILTER the kernel takes the length as a number of 8-byte steps.
    const SLACK: usize = 8;
    let mut value = MaybeUninit::<[T; SLACK]>::zeroed();
    let mut length = size_of::<T>() as socklen_t;

    // SAFETY: the kernel writes at most `length` bytes, or as many times 8 bytes, and
    // `value` has room for either.
    checked(unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            level,
            option,
            value.as_mut_ptr().cast::<c_void>(),
            &mut length,
        )
    })?;

    // SAFETY: a `Plain` value is valid with any bytes, and each was set.
    let [value, ..] = unsafe { value.assume_init() };
    Ok((value, length as usize))
}

/// The value of an option that is a text of at most 16 bytes, such as a name.
pub(crate) fn get_name(socket: BorrowedFd<'_>, level: c_int, option: c_int) -> io::Result<Vec<u8>> {
    let (value, length) = get_option::<[u8; 16]>(socket, level, option)?;

    let text = value.into_iter().take(length);
    Ok(text.take_while(|&byte| byte != 0).collect())
}

/// Sets an option to a plain value, or to a text.
#[inline]
pub(crate) fn set_option<T: Plain + ?Sized>(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
    value: &T,
) -> io::Result<()> {
    let pointer: *const T = value;

    // SAFETY: the kernel reads `value` only, whose size is given.
    checked(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            pointer.cast::<c_void>(),
            socklen_t::try_from(size_of_val(value)).unwrap_or(socklen_t::MAX),
        )
    })
    .map(drop)
}

/// `SO_ATTACH_REUSEPORT_CBPF`: packets go to the socket of the group whose number is
/// that of the packet's processor or queue, as `what` says (`SKF_AD_CPU`,
/// `SKF_AD_QUEUE`).
pub(crate) fn attach_chooser(socket: BorrowedFd<'_>, what: u32) -> io::Result<()> {
    let load = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    let give = (libc::BPF_RET | libc::BPF_A) as u16;
    let place = (libc::SKF_AD_OFF as u32).wrapping_add(what);
    let mut program = [
        libc::sock_filter {
            code: load,
            jt: 0,
            jf: 0,
            k: place,
        },
        libc::sock_filter {
            code: give,
            jt: 0,
            jf: 0,
            k: 0,
        },
    ];
    let value = libc::sock_fprog {
        len: program.len() as u16,
        filter: program.as_mut_ptr(),
    };
    let pointer: *const libc::sock_fprog = &value;

    // SAFETY: the kernel reads `value` and the program it leads to, which both live
    // through the call.
    checked(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_ATTACH_REUSEPORT_CBPF,
            pointer.cast::<c_void>(),
            size_of::<libc::sock_fprog>() as socklen_t,
        )
    })
    .map(drop)
}
