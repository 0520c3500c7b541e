//! `getaddrinfo(3)`, with all of its parameters and results.

use std::ffi::CStr;
use std::ptr;

use libc::{addrinfo, c_int};

use super::checked::{clear_errno, no_descriptor};
use super::sockaddr::{SockAddr, copied};

/// One of the results.
pub(crate) struct Found {
    pub(crate) flags: c_int,
    pub(crate) family: c_int,
    pub(crate) socktype: c_int,
    pub(crate) protocol: c_int,
    pub(crate) address: SockAddr,
    pub(crate) canonname: Option<Vec<u8>>,
}

/// Looks up a host and a service. 0 stands for any family, type or protocol. The error is one of
/// the `EAI_…` codes, or the `errno` if no descriptor was left.
pub(crate) fn getaddrinfo(
    host: &CStr,
    service: Option<&CStr>,
    flags: c_int,
    family: c_int,
    socktype: c_int,
    protocol: c_int,
) -> Result<Vec<Found>, c_int> {
    // SAFETY: an `addrinfo` is pointers and numbers, for which all zero is a valid value.
    let mut hints: addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_flags = flags;
    hints.ai_family = family;
    hints.ai_socktype = socktype;
    hints.ai_protocol = protocol;
    let service = service.map_or(ptr::null(), CStr::as_ptr);
    let mut list = ptr::null_mut();

    clear_errno();
    // SAFETY: `host` and `service` are C strings or null, and `hints` and `list` are variables
    // that live until the call returns.
    match unsafe { libc::getaddrinfo(host.as_ptr(), service, &hints, &mut list) } {
        0 => {}
        code => return Err(no_descriptor().unwrap_or(code)),
    }

    let mut found = Vec::new();
    let mut next = list;
    // SAFETY: on success `list` is a linked list of valid entries that ends with a null pointer.
    // They are freed only below.
    while let Some(entry) = unsafe { next.as_ref() } {
        // SAFETY: the entry is in the list that getaddrinfo has returned, which is not freed yet.
        found.push(unsafe { copy(entry) });
        next = entry.ai_next;
    }
    // SAFETY: getaddrinfo has allocated this list, and `found` has copies of everything in it.
    unsafe { libc::freeaddrinfo(list) };
    Ok(found)
}

/// # Safety
///
/// `entry` must be in a list that `getaddrinfo(3)` has returned and that is not freed yet.
unsafe fn copy(entry: &addrinfo) -> Found {
    // SAFETY: the caller guarantees that `entry` comes from `getaddrinfo(3)`. So its address has
    // the given length, and its name is a C string or null.
    let (address, canonname) = unsafe {
        let address = copied(entry.ai_addr.cast(), entry.ai_addrlen as usize);
        let canonname = entry.ai_canonname;
        let canonname = (!canonname.is_null()).then(|| CStr::from_ptr(canonname).to_bytes());
        (address, canonname.map(<[u8]>::to_vec))
    };

    Found {
        flags: entry.ai_flags,
        family: entry.ai_family,
        socktype: entry.ai_socktype,
        protocol: entry.ai_protocol,
        address,
        canonname,
    }
}
