//! `gethostbyname_r(3)` for IPv4, and for IPv6 `getaddrinfo(3)`: the calls with which PHP resolves
//! `$address`. PHP reports the failure of both by `h_errno`.
//!
//! std's look-up cannot replace them: it does not report `h_errno`, and it does not map IPv4
//! addresses into IPv6.

use std::ffi::CStr;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};
use std::ptr;

use libc::{addrinfo, c_char, c_int, hostent, sockaddr_in6};

use super::checked::{clear_errno, no_descriptor};

/// The maximum size of the buffer for the addresses and aliases of a host, in bytes.
const MAX_ENTRY: usize = 1 << 28;

unsafe extern "C" {
    // The libc crate does not declare these two for Linux.
    fn gethostbyname_r(
        name: *const c_char,
        entry: *mut hostent,
        buffer: *mut c_char,
        length: usize,
        result: *mut *mut hostent,
        h_errno: *mut c_int,
    ) -> c_int;
    fn __h_errno_location() -> *mut c_int;
}

/// `gethostbyname_r(3)`: the first IPv4 address of `name`.
///
/// The error's code is -10000 - `h_errno`, as PHP numbers it, or the `errno` if no descriptor was
/// left.
pub(crate) fn ipv4_of(name: &CStr) -> io::Result<Ipv4Addr> {
    clear_errors();
    let mut buffer: Vec<c_char> = vec![0; 1024];
    loop {
        // SAFETY: a `hostent` is pointers and numbers, for which all zero is a valid value.
        let mut entry: hostent = unsafe { std::mem::zeroed() };
        let mut result = ptr::null_mut();
        let mut own_h_errno = 0; // ignored: PHP reads the thread's `h_errno`

        // SAFETY: `name` is a C string, the call writes at most `buffer.len()` bytes to
        // `buffer`, and the other pointers are to variables that live until it returns.
        let code = unsafe {
            gethostbyname_r(
                name.as_ptr(),
                &mut entry,
                buffer.as_mut_ptr(),
                buffer.len(),
                &mut result,
                &mut own_h_errno,
            )
        };

        if code == libc::ERANGE && buffer.len() < MAX_ENTRY {
            buffer.resize(buffer.len() * 2, 0);
            continue;
        }
        // SAFETY: `result` is null, or points to `entry`, which the call has filled in.
        return match unsafe { result.as_ref() } {
            // SAFETY: the pointers in the entry point into `buffer`, which is still alive.
            Some(entry) => unsafe { first_ipv4(entry) },
            None => Err(lookup_error()),
        };
    }
}

/// # Safety
///
/// `gethostbyname_r(3)` must have filled in `entry`, and its buffer must still be alive.
unsafe fn first_ipv4(entry: &hostent) -> io::Result<Ipv4Addr> {
    if entry.h_addrtype != libc::AF_INET || entry.h_length != 4 {
        return Err(lookup_error());
    }

    // SAFETY: the caller guarantees that gethostbyname_r has filled in the entry. So
    // `h_addr_list` is an array of pointers that ends with null, and each of the others points to
    // `h_length` octets, which is 4.
    let first = unsafe { (*entry.h_addr_list).cast::<[u8; 4]>().as_ref() };
    first.copied().map(Ipv4Addr::from).ok_or_else(lookup_error)
}

/// `getaddrinfo(3)`: the first IPv6 address of `name`, with its scope. IPv4 addresses are mapped
/// into IPv6.
///
/// The error's code is that of [`ipv4_of`].
pub(crate) fn ipv6_of(name: &CStr) -> io::Result<SocketAddrV6> {
    clear_errors();
    // SAFETY: an `addrinfo` is pointers and numbers, for which all zero is a valid value.
    let mut hints: addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = libc::AF_INET6;
    hints.ai_flags = libc::AI_V4MAPPED | libc::AI_ADDRCONFIG;
    let mut list = ptr::null_mut();

    // SAFETY: `name` is a C string, and `hints` and `list` are variables that live until the
    // call returns.
    if unsafe { libc::getaddrinfo(name.as_ptr(), ptr::null(), &hints, &mut list) } != 0 {
        return Err(lookup_error());
    }

    // SAFETY: on success `list` has at least one entry, whose address is of the family in the
    // hints. It is freed once, after the address was copied.
    unsafe {
        let found = (*list).ai_addr.cast::<sockaddr_in6>().read_unaligned();
        libc::freeaddrinfo(list);
        let address = Ipv6Addr::from(found.sin6_addr.s6_addr);
        Ok(SocketAddrV6::new(address, 0, 0, found.sin6_scope_id))
    }
}

/// PHP reads the thread's `h_errno` even after a look-up that did not set it, so it can report the
/// code of an earlier failure. Here each look-up starts by setting it to 0.
fn clear_errors() {
    // SAFETY: the C library returns a valid pointer to this thread's `h_errno`.
    unsafe { *__h_errno_location() = 0 };
    clear_errno();
}

fn lookup_error() -> io::Error {
    // SAFETY: the C library returns a valid pointer to this thread's `h_errno`.
    let h_errno = unsafe { *__h_errno_location() };
    let code = no_descriptor().unwrap_or(-10_000 - h_errno);
    io::Error::from_raw_os_error(code)
}
