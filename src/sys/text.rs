//! The C library's own texts.

use std::ffi::CStr;
use std::net::Ipv6Addr;

use libc::{c_char, c_int, c_void, socklen_t};

/// `strerror(3)`, and `hstrerror(3)` for the codes below -10000 that PHP gives
/// to failed look-ups.
pub(crate) fn strerror(code: i32) -> String {
    match code {
        ..-10_000 => hstrerror(-(code + 10_000)),
        _ => strerror_r(code),
    }
}

fn strerror_r(code: i32) -> String {
    let mut text: [c_char; 256] = [0; 256];

    // SAFETY: `text` is as long as is said. This is the POSIX variant, which
    // writes a text that ends with NUL even for an unknown code.
    unsafe { libc::strerror_r(code, text.as_mut_ptr(), text.len()) };

    // SAFETY: `text` was all zero before the call and ends with NUL after it.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) };
    text.to_string_lossy().into_owned()
}

fn hstrerror(code: c_int) -> String {
    // SAFETY: takes any number and returns a static text.
    let text = unsafe { CStr::from_ptr(libc::hstrerror(code)) };
    text.to_string_lossy().into_owned()
}

/// `gai_strerror(3)`: the text for a failure of `getaddrinfo(3)`.
pub(crate) fn gai_strerror(code: i32) -> String {
    // SAFETY: takes any number and returns a static text.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
    text.to_string_lossy().into_owned()
}

/// `inet_ntop(3)`. Unlike std, it writes the old IPv4-compatible addresses with
/// dots: `::127.0.0.1`, not `::7f00:1`.
pub(crate) fn ipv6_text(address: Ipv6Addr) -> String {
    /// The longest text and its NUL, in bytes (`INET6_ADDRSTRLEN`).
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
    let size = text.len() as socklen_t;

    // SAFETY: reads the 16 octets, writes at most `size` bytes.
    unsafe {
        inet_ntop(
            libc::AF_INET6,
            octets.as_ptr().cast(),
            text.as_mut_ptr(),
            size,
        )
    };

    // SAFETY: `text` was all zero before the call and ends with NUL after it.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) };
    text.to_string_lossy().into_owned()
}
