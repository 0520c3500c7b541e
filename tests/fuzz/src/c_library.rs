//! The C library, which judges: the only `unsafe` code of this package.
#![allow(unsafe_code)]

use std::ffi::CString;
use std::io;
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

unsafe extern "C" {
    // The libc crate declares neither for Linux.
    fn inet_aton(text: *const libc::c_char, address: *mut libc::in_addr) -> libc::c_int;
    #[link_name = "inet_pton"]
    fn c_inet_pton(
        family: libc::c_int,
        text: *const libc::c_char,
        address: *mut libc::c_void,
    ) -> libc::c_int;
}

/// `inet_aton(3)`: the address of a text, if it is one.
pub(crate) fn inet_aton_of(text: &[u8]) -> Option<Ipv4Addr> {
    let text = CString::new(text).ok()?;
    let mut address = libc::in_addr { s_addr: 0 };
    // SAFETY: the text ends with NUL, and the address lives through the call.
    match unsafe { inet_aton(text.as_ptr(), &raw mut address) } {
        0 => None,
        _ => Some(Ipv4Addr::from(address.s_addr.to_ne_bytes())),
    }
}

/// `inet_pton(3)`, of IPv6.
pub(crate) fn inet_pton_of(text: &[u8]) -> Option<Ipv6Addr> {
    let text = CString::new(text).ok()?;
    let mut address = [0_u8; 16];
    let room = address.as_mut_ptr().cast();
    // SAFETY: the text ends with NUL, and an address of IPv6 has the 16 bytes of `address`.
    match unsafe { c_inet_pton(libc::AF_INET6, text.as_ptr(), room) } {
        1 => Some(Ipv6Addr::from(address)),
        _ => None,
    }
}

/// A control message: level, type, data.
pub(crate) type Cmsg = (i32, i32, Vec<u8>);

/// CMSG_SPACE.
pub(crate) fn cmsg_space(length: usize) -> usize {
    // SAFETY: it only computes.
    unsafe { libc::CMSG_SPACE(length as u32) as usize }
}

/// `sendmsg(2)`, its control messages laid out by the macros of `cmsg(3)`.
pub(crate) fn sendmsg(
    socket: impl AsFd,
    data: &[u8],
    controls: &[Cmsg],
    flags: i32,
) -> io::Result<usize> {
    let spaces = controls.iter().map(|(.., data)| cmsg_space(data.len()));
    // Of u64, so that headers are aligned.
    let mut room = vec![0_u64; spaces.clone().sum::<usize>().div_ceil(8)];
    let mut iov = io::IoSlice::new(data);
    // SAFETY: all zero is a valid value: null pointers and numbers.
    let mut header: libc::msghdr = unsafe { mem::zeroed() };
    header.msg_iov = (&raw mut iov).cast();
    header.msg_iovlen = 1;
    header.msg_control = room.as_mut_ptr().cast();
    header.msg_controllen = spaces.sum();

    // SAFETY: the room is that of all messages, so there is a place for each of them, and
    // each has room for its data; an `IoSlice` is an iovec.
    unsafe {
        let mut next = libc::CMSG_FIRSTHDR(&raw const header);
        for (level, r#type, data) in controls {
            (*next).cmsg_level = *level;
            (*next).cmsg_type = *r#type;
            (*next).cmsg_len = libc::CMSG_LEN(data.len() as u32) as usize;
            libc::CMSG_DATA(next).copy_from_nonoverlapping(data.as_ptr(), data.len());
            next = libc::CMSG_NXTHDR(&raw const header, next);
        }
    }
    // SAFETY: all that the header leads to lives through the call.
    let count = unsafe { libc::sendmsg(socket.as_fd().as_raw_fd(), &raw const header, flags) };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
}

/// What `recvmsg(2)` has received. Of descriptors, which are closed, `control` has as many zeros
/// as there were.
#[derive(Debug, PartialEq)]
pub(crate) struct Received {
    pub(crate) count: usize,
    pub(crate) flags: i32,
    pub(crate) data: Vec<u8>,
    pub(crate) control: Vec<Cmsg>,
}

/// `recvmsg(2)`, its control messages as the macros of `cmsg(3)` find them.
pub(crate) fn recvmsg(
    socket: impl AsFd,
    room: usize,
    length: usize,
    flags: i32,
) -> io::Result<Received> {
    let (mut control, mut data) = (vec![0_u64; room.div_ceil(8)], vec![0_u8; length]);
    let mut iov = io::IoSliceMut::new(&mut data);
    // SAFETY: all zero is a valid value: null pointers and numbers.
    let mut header: libc::msghdr = unsafe { mem::zeroed() };
    header.msg_iov = (&raw mut iov).cast();
    header.msg_iovlen = 1;
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = room;
    // SAFETY: all that the header leads to lives through the call and is as long as is
    // said; an `IoSliceMut` is an iovec.
    let count = unsafe { libc::recvmsg(socket.as_fd().as_raw_fd(), &raw mut header, flags) };
    let count = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;

    let mut found = Vec::new();
    // SAFETY: the kernel has written the messages that the header tells of.
    unsafe {
        let mut next = libc::CMSG_FIRSTHDR(&raw const header);
        while let Some(message) = next.as_ref() {
            let length = message.cmsg_len - libc::CMSG_LEN(0) as usize;
            let data = std::slice::from_raw_parts(libc::CMSG_DATA(next), length).to_vec();
            found.push((message.cmsg_level, message.cmsg_type, closed(message, data)));
            next = libc::CMSG_NXTHDR(&raw const header, next);
        }
    }
    data.truncate(count);
    Ok(Received {
        count,
        flags: header.msg_flags,
        data,
        control: found,
    })
}

/// The data; of descriptors, which this closes, a zero for each.
fn closed(message: &libc::cmsghdr, data: Vec<u8>) -> Vec<u8> {
    if (message.cmsg_level, message.cmsg_type) != (libc::SOL_SOCKET, libc::SCM_RIGHTS) {
        return data;
    }
    let numbers = data.as_chunks::<4>().0.iter();
    let close = |number: &[u8; 4]| {
        // SAFETY: the kernel opened it for this process in the call before, and nobody else
        // has its number.
        drop(unsafe { OwnedFd::from_raw_fd(i32::from_ne_bytes(*number)) });
        0
    };
    numbers.map(close).collect()
}
