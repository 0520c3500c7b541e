//! `getsockopt(2)` and `setsockopt(2)` for any level and option.

use std::io;
use std::mem::{MaybeUninit, offset_of};
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{
    c_int, c_void, group_req, group_source_req, in_addr, in6_pktinfo, linger, sock_filter,
    sock_fprog, socklen_t, timeval, ucred,
};

use super::checked::checked;
use super::sockaddr::{SockAddr, bytes};

/// Plain old data: numbers and arrays of numbers, as the kernel reads and writes them.
///
/// # Safety
///
/// Any bytes must be a valid value of the type, and it must have no padding.
pub(crate) unsafe trait Pod {}

// SAFETY: integers and arrays of integers have no padding, and any bytes are a value.
unsafe impl Pod for c_int {}
// SAFETY: as above.
unsafe impl Pod for u8 {}
// SAFETY: as above.
unsafe impl Pod for [u8] {}
// SAFETY: as above.
unsafe impl Pod for [u8; 16] {}
// SAFETY: as above.
unsafe impl Pod for [u32; 9] {}
// SAFETY: 16 octets and an integer, which the kernel lays out without padding.
unsafe impl Pod for in6_pktinfo {}
// SAFETY: one integer.
unsafe impl Pod for in_addr {}
// SAFETY: two integers of the same size.
unsafe impl Pod for linger {}
// SAFETY: two integers of the same size.
unsafe impl Pod for timeval {}
// SAFETY: three integers of the same size.
unsafe impl Pod for ucred {}

/// Gets the value of an option, and the number of bytes that the kernel has written to it. The
/// other bytes are zero.
#[inline]
pub(crate) fn get_option<T: Pod>(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
) -> io::Result<(T, usize)> {
    // For SO_GET_FILTER the kernel counts the length in instructions of 8 bytes.
    const STEP: usize = 8;
    let mut value = MaybeUninit::<[T; STEP]>::zeroed();
    let mut length = size_of::<T>() as socklen_t;

    // SAFETY: the kernel writes at most `length * STEP` bytes, which is the size of `value`. Both
    // variables live until the call returns.
    checked(unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            level,
            option,
            value.as_mut_ptr().cast::<c_void>(),
            &mut length,
        )
    })?;

    // SAFETY: all bytes are initialized, and any bytes are a valid value of a `Pod`.
    let [value, ..] = unsafe { value.assume_init() };
    Ok((value, length as usize))
}

/// Gets an option whose value is a name of at most 16 bytes.
pub(crate) fn get_name(socket: BorrowedFd<'_>, level: c_int, option: c_int) -> io::Result<Vec<u8>> {
    let (value, length) = get_option::<[u8; 16]>(socket, level, option)?;

    let name = value.into_iter().take(length);
    Ok(name.take_while(|&byte| byte != 0).collect())
}

/// Sets an option.
#[inline]
pub(crate) fn set_option<T: Pod + ?Sized>(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
    value: &T,
) -> io::Result<()> {
    let pointer: *const T = value;
    let length = socklen_t::try_from(size_of_val(value)).unwrap_or(socklen_t::MAX);

    // SAFETY: `value` has at least `length` bytes and is borrowed until the call returns. All of
    // its bytes are initialized, because a `Pod` has no padding.
    unsafe { setsockopt(socket, level, option, pointer.cast(), length) }
}

/// # Safety
///
/// `value` must point to `length` initialized bytes. If they contain pointers, these must be valid
/// for what the option does with them.
#[inline]
unsafe fn setsockopt(
    socket: BorrowedFd<'_>,
    level: c_int,
    option: c_int,
    value: *const c_void,
    length: socklen_t,
) -> io::Result<()> {
    // SAFETY: the caller guarantees that the value is valid, and the borrowed descriptor is open.
    checked(unsafe { libc::setsockopt(socket.as_raw_fd(), level, option, value, length) }).map(drop)
}

/// The bytes of a `group_req`. The padding is 0, so the kernel reads no uninitialized bytes.
pub(crate) fn group_request(interface: u32, group: &SockAddr) -> [u8; size_of::<group_req>()] {
    let mut value = [0; size_of::<group_req>()];
    put(
        &mut value,
        offset_of!(group_req, gr_interface),
        &interface.to_ne_bytes(),
    );
    put(&mut value, offset_of!(group_req, gr_group), bytes(group));
    value
}

/// The bytes of a `group_source_req`, in which the padding is 0 too.
pub(crate) fn source_request(
    interface: u32,
    group: &SockAddr,
    source: &SockAddr,
) -> [u8; size_of::<group_source_req>()] {
    let mut value = [0; size_of::<group_source_req>()];
    put(
        &mut value,
        offset_of!(group_source_req, gsr_interface),
        &interface.to_ne_bytes(),
    );
    put(
        &mut value,
        offset_of!(group_source_req, gsr_group),
        bytes(group),
    );
    put(
        &mut value,
        offset_of!(group_source_req, gsr_source),
        bytes(source),
    );
    value
}

/// `SO_ATTACH_REUSEPORT_CBPF` with a filter of two instructions: it loads the number of the
/// packet's processor (`SKF_AD_CPU`) or queue (`SKF_AD_QUEUE`) and returns it. The kernel gives the
/// packet to the socket of that number in the group.
pub(crate) fn attach_reuseport_filter(socket: BorrowedFd<'_>, field: c_int) -> io::Result<()> {
    let instruction = |code: u32, k: c_int| sock_filter {
        code: code as u16,
        jt: 0,
        jf: 0,
        k: k as u32,
    };
    let program = [
        instruction(
            libc::BPF_LD | libc::BPF_W | libc::BPF_ABS,
            libc::SKF_AD_OFF + field,
        ),
        instruction(libc::BPF_RET | libc::BPF_A, 0),
    ];
    let (length, address) = (program.len() as u16, program.as_ptr().expose_provenance());
    let mut value = [0; size_of::<sock_fprog>()];
    put(
        &mut value,
        offset_of!(sock_fprog, len),
        &length.to_ne_bytes(),
    );
    put(
        &mut value,
        offset_of!(sock_fprog, filter),
        &address.to_ne_bytes(),
    );

    // SAFETY: all bytes of `value` are initialized, and they are a `sock_fprog`, whose pointer
    // points to `length` instructions that live until the call returns.
    unsafe {
        setsockopt(
            socket,
            libc::SOL_SOCKET,
            libc::SO_ATTACH_REUSEPORT_CBPF,
            value.as_ptr().cast(),
            value.len() as socklen_t,
        )
    }
}

/// Copies `bytes` into `value`, starting at `offset`.
fn put(value: &mut [u8], offset: usize, bytes: &[u8]) {
    value[offset..][..bytes.len()].copy_from_slice(bytes);
}
