//! Names to addresses, by the same two calls of the C library as PHP.
//!
//! std's look-up gives other answers: it knows no `h_errno`, takes `127.1` for a
//! name on some systems, and maps no IPv4 address into IPv6.

use std::ffi::CStr;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV6};
use std::ptr;

use libc::{addrinfo, c_char, c_int, hostent, sockaddr_in6};

unsafe extern "C" {
    // The libc crate declares neither for Linux.
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
/// The error's code is -10000 - `h_errno`, as PHP numbers it.
pub(crate) fn ipv4_of(name: &CStr) -> io::Result<Ipv4Addr> {
    set_h_errno(0);
    let mut buffer: Vec<c_char> = vec![0; 1024];
    loop {
        // SAFETY: all zero is a valid value: null pointers and numbers.
        let mut entry: hostent = unsafe { std::mem::zeroed() };
        let mut result = ptr::null_mut();
        let mut own_h_errno = 0; // PHP does not look at it either

        // SAFETY: `name` ends with NUL, `buffer` is as long as is said, and the
        // rest points to variables that live through the call.
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

        if code == libc::ERANGE && buffer.len() < 1 << 20 {
            buffer.resize(buffer.len() * 2, 0);
            continue;
        }
        // SAFETY: on success `result` is `entry`, filled, its pointers lead into `buffer`.
        return match unsafe { result.as_ref() } {
            Some(entry) => first_ipv4(entry),
            None => Err(lookup_error()),
        };
    }
}

fn first_ipv4(entry: &hostent) -> io::Result<Ipv4Addr> {
    if entry.h_addrtype != libc::AF_INET || entry.h_length != 4 {
        return Err(lookup_error());
    }

    // SAFETY: `h_addr_list` is a list that ends with a null pointer, and for
    // this family each element is an address of `h_length` octets.
    let first = unsafe { (*entry.h_addr_list).cast::<[u8; 4]>().as_ref() };
    first.copied().map(Ipv4Addr::from).ok_or_else(lookup_error)
}

/// `getaddrinfo(3)`: the first IPv6 address of `name`, with its scope; IPv4
/// answers are mapped into IPv6.
///
/// The error's code is -10000 - `h_errno`, as PHP numbers it.
pub(crate) fn ipv6_of(name: &CStr) -> io::Result<SocketAddrV6> {
    set_h_errno(0);
    // SAFETY: all zero is a valid value, and stands for "no wish" in every field.
    let mut hints: addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_family = libc::AF_INET6;
    hints.ai_flags = libc::AI_V4MAPPED | libc::AI_ADDRCONFIG;
    let mut list = ptr::null_mut();

    // SAFETY: `name` ends with NUL; `hints` and `list` live through the call.
    if unsafe { libc::getaddrinfo(name.as_ptr(), ptr::null(), &hints, &mut list) } != 0 {
        return Err(lookup_error());
    }

    // SAFETY: after success `list` is a valid list with at least one entry,
    // whose address is of the family asked for. It is freed once, here.
    unsafe {
        let found = (*list).ai_addr.cast::<sockaddr_in6>().read_unaligned();
        libc::freeaddrinfo(list);
        let address = Ipv6Addr::from(found.sin6_addr.s6_addr);
        Ok(SocketAddrV6::new(address, 0, 0, found.sin6_scope_id))
    }
}

/// PHP reads `h_errno` of the thread even after a look-up that never touched it,
/// and so can repeat the code of an earlier one. Here each look-up starts at 0.
fn set_h_errno(value: c_int) {
    // SAFETY: the location belongs to this thread and is always valid.
    unsafe { *__h_errno_location() = value };
}

fn lookup_error() -> io::Error {
    // SAFETY: as above.
    let h_errno = unsafe { *__h_errno_location() };
    io::Error::from_raw_os_error(-10_000 - h_errno)
}
