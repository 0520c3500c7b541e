//! `inet_ntop(3)`: writes an IPv6 address as a string.

use std::ffi::CStr;
use std::net::Ipv6Addr;

use libc::{c_char, c_int, c_void, socklen_t};

/// An address as the C library writes it. Unlike std, it writes the obsolete IPv4-compatible
/// addresses with dots: `::127.0.0.1` and not `::7f00:1`.
pub(crate) fn inet_ntop(address: Ipv6Addr) -> String {
    /// The size of the longest string with its NUL byte (`INET6_ADDRSTRLEN`).
    const LONGEST: usize = 46;

    unsafe extern "C" {
        // The libc crate does not declare it for Linux.
        fn inet_ntop(
            family: c_int,
            address: *const c_void,
            text: *mut c_char,
            size: socklen_t,
        ) -> *const c_char;
    }

    let octets = address.octets();
    let mut text: [c_char; LONGEST] = [0; LONGEST];

    // SAFETY: the call reads the 16 octets of an AF_INET6 address, and writes at most
    // `text.len()` bytes to `text`.
    unsafe {
        inet_ntop(
            libc::AF_INET6,
            octets.as_ptr().cast(),
            text.as_mut_ptr(),
            text.len() as socklen_t,
        )
    };

    // SAFETY: `text` contains a NUL byte: it was all zero before the call, which ends what it
    // writes with one.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) };
    text.to_string_lossy().into_owned()
}
