//! `strerror(3)`, `hstrerror(3)` and `gai_strerror(3)`: the C library's messages for error codes.

use std::ffi::CStr;

use libc::{c_char, c_int};

/// `strerror(3)`, or `hstrerror(3)` for codes below -10000, which PHP uses for failed look-ups.
pub(crate) fn strerror(code: i32) -> String {
    match code {
        ..-10_000 => hstrerror(-(code + 10_000)),
        _ => strerror_r(code),
    }
}

fn strerror_r(code: i32) -> String {
    let mut text: [c_char; 256] = [0; 256];

    // SAFETY: the call writes at most `text.len()` bytes to `text`. The libc crate binds the
    // POSIX variant, which writes a C string even for an unknown code.
    unsafe { libc::strerror_r(code, text.as_mut_ptr(), text.len()) };

    // SAFETY: `text` contains a NUL byte: it was all zero before the call, which ends what it
    // writes with one.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) };
    text.to_string_lossy().into_owned()
}

fn hstrerror(code: c_int) -> String {
    // SAFETY: the call takes any number, and returns a C string that is never freed.
    let text = unsafe { CStr::from_ptr(libc::hstrerror(code)) };
    text.to_string_lossy().into_owned()
}

/// `gai_strerror(3)`: the message for a failure of `getaddrinfo(3)`.
pub(crate) fn gai_strerror(code: i32) -> String {
    // SAFETY: the call takes any number, and returns a C string that is never freed.
    let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
    text.to_string_lossy().into_owned()
}
