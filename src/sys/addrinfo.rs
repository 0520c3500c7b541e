//! `getaddrinfo(3)` with all that it takes and gives.

use std::ffi::CStr;
use std::ptr;

use libc::{addrinfo, c_int};
use socket2::{SockAddr, SockAddrStorage, socklen_t};

/// What is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Hints {
    pub(crate) flags: c_int,
    pub(crate) family: c_int,
    pub(crate) socktype: c_int,
    pub(crate) protocol: c_int,
}

/// One of the results.
pub(crate) struct Found {
    pub(crate) hints: Hints,
    pub(crate) address: SockAddr,
    pub(crate) canonname: Option<Vec<u8>>,
}

/// Looks a host and a service up. The error is one of `EAI_…`.
pub(crate) fn lookup(
    host: &CStr,
    service: Option<&CStr>,
    hints: Hints,
) -> Result<Vec<Found>, c_int> {
    // SAFETY: all zero is a valid value, and stands for "no wish" in every field.
    let mut wishes: addrinfo = unsafe { std::mem::zeroed() };
    wishes.ai_flags = hints.flags;
    wishes.ai_family = hints.family;
    wishes.ai_socktype = hints.socktype;
    wishes.ai_protocol = hints.protocol;
    let service = service.map_or(ptr::null(), CStr::as_ptr);
    let mut list = ptr::null_mut();

    // SAFETY: both texts end with NUL; `wishes` and `list` live through the call.
    match unsafe { libc::getaddrinfo(host.as_ptr(), service, &wishes, &mut list) } {
        0 => {}
        code => return Err(code),
    }

    let mut found = Vec::new();
    let mut next = list;
    // SAFETY: after success `list` is a valid list, freed only below.
    while let Some(entry) = unsafe { next.as_ref() } {
        found.push(copy(entry));
        next = entry.ai_next;
    }
    // SAFETY: the list came from getaddrinfo, and nothing points into it any more.
    unsafe { libc::freeaddrinfo(list) };
    Ok(found)
}

fn copy(entry: &addrinfo) -> Found {
    let mut storage = SockAddrStorage::zeroed();
    let length = (entry.ai_addrlen as usize).min(size_of::<SockAddrStorage>());
    let target: *mut SockAddrStorage = &mut storage;

    // SAFETY: the entry's address has that many bytes, and the storage has room for
    // them; it is then an address of that length.
    let address = unsafe {
        target
            .cast::<u8>()
            .copy_from_nonoverlapping(entry.ai_addr.cast(), length);
        SockAddr::new(storage, length as socklen_t)
    };
    let canonname = match entry.ai_canonname.is_null() {
        true => None,
        // SAFETY: a name that is there ends with NUL.
        false => Some(
            unsafe { CStr::from_ptr(entry.ai_canonname) }
                .to_bytes()
                .to_owned(),
        ),
    };

    let hints = Hints {
        flags: entry.ai_flags,
        family: entry.ai_family,
        socktype: entry.ai_socktype,
        protocol: entry.ai_protocol,
    };
    Found {
        hints,
        address,
        canonname,
    }
}
