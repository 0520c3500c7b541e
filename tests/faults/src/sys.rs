//! What needs `unsafe`: a rig that forks and catches signals.
#![allow(unsafe_code)]

use std::ffi::CString;
use std::io;
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::unistd::{ForkResult, Pid};

/// The child, or nothing in the child itself.
pub(crate) fn fork() -> nix::Result<Option<Pid>> {
    // SAFETY: every row forks from its main thread while it has no other, so the child
    // finds no lock that somebody holds.
    match unsafe { nix::unistd::fork() }? {
        ForkResult::Parent { child } => Ok(Some(child)),
        ForkResult::Child => Ok(None),
    }
}

/// Ends the process at once, without what the parent has registered for its own end.
pub(crate) fn exit(code: i32) -> ! {
    // SAFETY: it only ends the process.
    unsafe { libc::_exit(code) }
}

/// Lets a signal interrupt calls, and do nothing else.
pub(crate) fn interrupt_with(signal: Signal) -> nix::Result<()> {
    extern "C" fn nothing(_: libc::c_int) {}

    let handler = SigHandler::Handler(nothing);
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler does nothing.
    unsafe { sigaction(signal, &action) }.map(drop)
}

/// A network of this process's own, with nothing in it but the loop-back interface: no
/// packet leaves it, no port is anybody else's, and a server of names is refused at once.
///
/// Whether it could be had: it takes privileges, or user namespaces.
pub(crate) fn own_network() -> bool {
    let (user, network) = (CloneFlags::CLONE_NEWUSER, CloneFlags::CLONE_NEWNET);
    let is_own = unshare(network).is_ok() || unshare(user | network).is_ok();
    is_own && loop_back_up().is_ok()
}

fn loop_back_up() -> io::Result<()> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0")?;
    // SAFETY: all zero is a valid value: numbers and null pointers.
    let mut request: libc::ifreq = unsafe { mem::zeroed() };
    request.ifr_name[..2].copy_from_slice(&[b'l' as libc::c_char, b'o' as libc::c_char]);
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;

    let fd = std::os::fd::AsRawFd::as_raw_fd(&socket);
    // SAFETY: the kernel reads the request, a name and flags, which lives through the call.
    match unsafe { libc::ioctl(fd, libc::SIOCSIFFLAGS, &raw const request) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

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

/// `recvmsg(2)`: the count, the flags, the control messages as the macros of `cmsg(3)` find
/// them; of descriptors, which are closed, as many zeros as there are.
pub(crate) fn recvmsg(
    socket: impl AsFd,
    room: usize,
    length: usize,
    flags: i32,
) -> io::Result<(usize, i32, Vec<Cmsg>)> {
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
    Ok((count, header.msg_flags, found))
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
