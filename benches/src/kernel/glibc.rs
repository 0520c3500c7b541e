//! Through the C library, as a C program does it.
#![allow(unsafe_code)]

use std::ptr;

use libc::{
    c_int, c_void, epoll_event, iovec, msghdr, pollfd, sockaddr, sockaddr_in, socklen_t, timespec,
};

use super::{Kernel, Rights};

/// The C library's functions.
#[derive(Debug)]
pub struct Glibc;

const ADDRESS: socklen_t = size_of::<sockaddr_in>() as socklen_t;
const NUMBER: socklen_t = size_of::<c_int>() as socklen_t;

fn pointer(address: &sockaddr_in) -> *const sockaddr {
    ptr::from_ref(address).cast()
}

fn pointer_mut(address: &mut sockaddr_in) -> *mut sockaddr {
    ptr::from_mut(address).cast()
}

impl Kernel for Glibc {
    #[inline]
    fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int {
        // SAFETY: takes numbers only.
        unsafe { libc::socket(domain, kind, protocol) }
    }

    #[inline]
    fn socketpair(domain: c_int, kind: c_int, pair: &mut [c_int; 2]) -> c_int {
        // SAFETY: the array has room for the two numbers.
        unsafe { libc::socketpair(domain, kind, 0, pair.as_mut_ptr()) }
    }

    #[inline]
    fn bind(socket: c_int, address: &sockaddr_in) -> c_int {
        // SAFETY: the address is as long as is said.
        unsafe { libc::bind(socket, pointer(address), ADDRESS) }
    }

    #[inline]
    fn listen(socket: c_int, backlog: c_int) -> c_int {
        // SAFETY: takes numbers only.
        unsafe { libc::listen(socket, backlog) }
    }

    #[inline]
    fn connect(socket: c_int, address: &sockaddr_in) -> c_int {
        // SAFETY: the address is as long as is said.
        unsafe { libc::connect(socket, pointer(address), ADDRESS) }
    }

    #[inline]
    fn accept(socket: c_int, flags: c_int) -> c_int {
        // SAFETY: a null pointer asks for no address.
        unsafe { libc::accept4(socket, ptr::null_mut(), ptr::null_mut(), flags) }
    }

    #[inline]
    fn getsockname(socket: c_int, address: &mut sockaddr_in) -> c_int {
        let mut length = ADDRESS;
        // SAFETY: the kernel writes at most `length` bytes of the address.
        unsafe { libc::getsockname(socket, pointer_mut(address), &mut length) }
    }

    #[inline]
    fn getpeername(socket: c_int, address: &mut sockaddr_in) -> c_int {
        let mut length = ADDRESS;
        // SAFETY: the kernel writes at most `length` bytes of the address.
        unsafe { libc::getpeername(socket, pointer_mut(address), &mut length) }
    }

    #[inline]
    fn send(socket: c_int, data: &[u8], flags: c_int) -> isize {
        // SAFETY: the data is as long as is said.
        unsafe { libc::send(socket, data.as_ptr().cast(), data.len(), flags) }
    }

    #[inline]
    fn recv(socket: c_int, room: &mut [u8], flags: c_int) -> isize {
        // SAFETY: the room is as long as is said.
        unsafe { libc::recv(socket, room.as_mut_ptr().cast(), room.len(), flags) }
    }

    #[inline]
    fn sendto(socket: c_int, data: &[u8], flags: c_int, address: &sockaddr_in) -> isize {
        let (start, length) = (data.as_ptr().cast(), data.len());
        // SAFETY: data and address are as long as is said.
        unsafe { libc::sendto(socket, start, length, flags, pointer(address), ADDRESS) }
    }

    #[inline]
    fn recvfrom(socket: c_int, room: &mut [u8], flags: c_int, address: &mut sockaddr_in) -> isize {
        let (start, length) = (room.as_mut_ptr().cast(), room.len());
        let (address, mut size) = (pointer_mut(address), ADDRESS);
        // SAFETY: room and address are as long as is said.
        unsafe { libc::recvfrom(socket, start, length, flags, address, &mut size) }
    }

    #[inline]
    fn getsockopt(socket: c_int, level: c_int, option: c_int, value: &mut c_int) -> c_int {
        let (value, mut length) = (ptr::from_mut(value).cast::<c_void>(), NUMBER);
        // SAFETY: the kernel writes at most `length` bytes of the number.
        unsafe { libc::getsockopt(socket, level, option, value, &mut length) }
    }

    #[inline]
    fn setsockopt(socket: c_int, level: c_int, option: c_int, value: &c_int) -> c_int {
        let value = ptr::from_ref(value).cast::<c_void>();
        // SAFETY: the value is as long as is said.
        unsafe { libc::setsockopt(socket, level, option, value, NUMBER) }
    }

    #[inline]
    fn fcntl(descriptor: c_int, command: c_int, argument: c_int) -> c_int {
        // SAFETY: the commands that the jobs use take a number, or nothing.
        unsafe { libc::fcntl(descriptor, command, argument) }
    }

    #[inline]
    fn ppoll(descriptors: &mut [pollfd], timeout: &timespec) -> c_int {
        let (start, count) = (descriptors.as_mut_ptr(), descriptors.len());
        // SAFETY: the array is as long as is said; no signals are changed.
        unsafe { libc::ppoll(start, count as libc::nfds_t, timeout, ptr::null()) }
    }

    #[inline]
    fn epoll_create(flags: c_int) -> c_int {
        // SAFETY: takes a number only.
        unsafe { libc::epoll_create1(flags) }
    }

    #[inline]
    fn epoll_add(epoll: c_int, descriptor: c_int, event: &mut epoll_event) -> c_int {
        // SAFETY: the event is one.
        unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, descriptor, event) }
    }

    #[inline]
    fn epoll_wait(epoll: c_int, room: &mut [epoll_event], timeout: c_int) -> c_int {
        // SAFETY: the room is as long as is said.
        unsafe { libc::epoll_wait(epoll, room.as_mut_ptr(), room.len() as c_int, timeout) }
    }

    #[inline]
    fn sendmsg(socket: c_int, data: &mut [u8], control: &mut Rights, flags: c_int) -> isize {
        let mut part = part(data);
        let message = message(&mut part, control);
        // SAFETY: data and control message are as long as is said, and live.
        unsafe { libc::sendmsg(socket, &message, flags) }
    }

    #[inline]
    fn recvmsg(socket: c_int, room: &mut [u8], control: &mut Rights, flags: c_int) -> isize {
        let mut part = part(room);
        let mut message = message(&mut part, control);
        // SAFETY: room and control message are as long as is said, and live.
        unsafe { libc::recvmsg(socket, &mut message, flags) }
    }

    #[inline]
    fn close(descriptor: c_int) -> c_int {
        // SAFETY: the caller gives up the descriptor.
        unsafe { libc::close(descriptor) }
    }
}

/// The one part that a message has.
#[inline]
pub(super) fn part(data: &mut [u8]) -> iovec {
    iovec {
        iov_base: data.as_mut_ptr().cast(),
        iov_len: data.len(),
    }
}

/// A message of one part and one control message.
#[inline]
pub(super) fn message(part: &mut iovec, control: &mut Rights) -> msghdr {
    msghdr {
        msg_name: ptr::null_mut(),
        msg_namelen: 0,
        msg_iov: part,
        msg_iovlen: 1,
        msg_control: ptr::from_mut(control).cast(),
        msg_controllen: size_of::<Rights>() as _,
        msg_flags: 0,
    }
}
