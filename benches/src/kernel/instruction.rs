//! By the instruction `syscall` itself, inlined: as cheap as a system call can be.
#![allow(unsafe_code)]

use std::arch::asm;
use std::ptr;

use libc::{c_int, epoll_event, pollfd, sockaddr_in, socklen_t, timespec};

use super::glibc::{message, part};
use super::{Kernel, Rights};

/// The instruction of x86-64.
#[derive(Debug)]
pub struct Instruction;

/// A system call of up to three arguments.
///
/// # Safety
///
/// The arguments are what the call says, and what they point to lives through it.
#[inline(always)]
unsafe fn call3(number: i64, one: usize, two: usize, three: usize) -> isize {
    let result;
    // SAFETY: the kernel changes rax, rcx and r11 only, and memory as the caller knows.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") one,
            in("rsi") two,
            in("rdx") three,
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result
}

/// A system call of up to six arguments.
///
/// # Safety
///
/// As [`call3`].
#[inline(always)]
unsafe fn call6(number: i64, first: [usize; 3], last: [usize; 3]) -> isize {
    let result;
    // SAFETY: the kernel changes rax, rcx and r11 only, and memory as the caller knows.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") first[0],
            in("rsi") first[1],
            in("rdx") first[2],
            in("r10") last[0],
            in("r8") last[1],
            in("r9") last[2],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result
}

const ADDRESS: socklen_t = size_of::<sockaddr_in>() as socklen_t;
const NUMBER: socklen_t = size_of::<c_int>() as socklen_t;

fn at<T>(value: &T) -> usize {
    ptr::from_ref(value) as usize
}

fn at_mut<T>(value: &mut T) -> usize {
    ptr::from_mut(value) as usize
}

impl Kernel for Instruction {
    #[inline]
    fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int {
        let (domain, kind, protocol) = (domain as usize, kind as usize, protocol as usize);
        // SAFETY: takes numbers only.
        unsafe { call3(libc::SYS_socket, domain, kind, protocol) as c_int }
    }

    #[inline]
    fn socketpair(domain: c_int, kind: c_int, pair: &mut [c_int; 2]) -> c_int {
        let first = [domain as usize, kind as usize, 0];
        // SAFETY: the array has room for the two numbers.
        unsafe { call6(libc::SYS_socketpair, first, [at_mut(pair), 0, 0]) as c_int }
    }

    #[inline]
    fn bind(socket: c_int, address: &sockaddr_in) -> c_int {
        let (address, length) = (at(address), ADDRESS as usize);
        // SAFETY: the address is as long as is said.
        unsafe { call3(libc::SYS_bind, socket as usize, address, length) as c_int }
    }

    #[inline]
    fn listen(socket: c_int, backlog: c_int) -> c_int {
        // SAFETY: takes numbers only.
        unsafe { call3(libc::SYS_listen, socket as usize, backlog as usize, 0) as c_int }
    }

    #[inline]
    fn connect(socket: c_int, address: &sockaddr_in) -> c_int {
        let (address, length) = (at(address), ADDRESS as usize);
        // SAFETY: the address is as long as is said.
        unsafe { call3(libc::SYS_connect, socket as usize, address, length) as c_int }
    }

    #[inline]
    fn accept(socket: c_int, flags: c_int) -> c_int {
        let (first, last) = ([socket as usize, 0, 0], [flags as usize, 0, 0]);
        // SAFETY: a null pointer asks for no address.
        unsafe { call6(libc::SYS_accept4, first, last) as c_int }
    }

    #[inline]
    fn getsockname(socket: c_int, address: &mut sockaddr_in) -> c_int {
        let (address, mut length) = (at_mut(address), ADDRESS);
        let length = at_mut(&mut length);
        // SAFETY: the kernel writes at most `length` bytes of the address.
        unsafe { call3(libc::SYS_getsockname, socket as usize, address, length) as c_int }
    }

    #[inline]
    fn getpeername(socket: c_int, address: &mut sockaddr_in) -> c_int {
        let (address, mut length) = (at_mut(address), ADDRESS);
        let length = at_mut(&mut length);
        // SAFETY: the kernel writes at most `length` bytes of the address.
        unsafe { call3(libc::SYS_getpeername, socket as usize, address, length) as c_int }
    }

    #[inline]
    fn send(socket: c_int, data: &[u8], flags: c_int) -> isize {
        let first = [socket as usize, data.as_ptr() as usize, data.len()];
        // SAFETY: the data is as long as is said; there is no address.
        unsafe { call6(libc::SYS_sendto, first, [flags as usize, 0, 0]) }
    }

    #[inline]
    fn recv(socket: c_int, room: &mut [u8], flags: c_int) -> isize {
        let first = [socket as usize, room.as_mut_ptr() as usize, room.len()];
        // SAFETY: the room is as long as is said; no address is asked for.
        unsafe { call6(libc::SYS_recvfrom, first, [flags as usize, 0, 0]) }
    }

    #[inline]
    fn sendto(socket: c_int, data: &[u8], flags: c_int, address: &sockaddr_in) -> isize {
        let first = [socket as usize, data.as_ptr() as usize, data.len()];
        let last = [flags as usize, at(address), ADDRESS as usize];
        // SAFETY: data and address are as long as is said.
        unsafe { call6(libc::SYS_sendto, first, last) }
    }

    #[inline]
    fn recvfrom(socket: c_int, room: &mut [u8], flags: c_int, address: &mut sockaddr_in) -> isize {
        let mut length = ADDRESS;
        let first = [socket as usize, room.as_mut_ptr() as usize, room.len()];
        let last = [flags as usize, at_mut(address), at_mut(&mut length)];
        // SAFETY: room and address are as long as is said.
        unsafe { call6(libc::SYS_recvfrom, first, last) }
    }

    #[inline]
    fn getsockopt(socket: c_int, level: c_int, option: c_int, value: &mut c_int) -> c_int {
        let mut length = NUMBER;
        let first = [socket as usize, level as usize, option as usize];
        let last = [at_mut(value), at_mut(&mut length), 0];
        // SAFETY: the kernel writes at most `length` bytes of the number.
        unsafe { call6(libc::SYS_getsockopt, first, last) as c_int }
    }

    #[inline]
    fn setsockopt(socket: c_int, level: c_int, option: c_int, value: &c_int) -> c_int {
        let first = [socket as usize, level as usize, option as usize];
        let last = [at(value), NUMBER as usize, 0];
        // SAFETY: the value is as long as is said.
        unsafe { call6(libc::SYS_setsockopt, first, last) as c_int }
    }

    #[inline]
    fn fcntl(descriptor: c_int, command: c_int, argument: c_int) -> c_int {
        let (descriptor, command) = (descriptor as usize, command as usize);
        // SAFETY: the commands that the jobs use take a number, or nothing.
        unsafe { call3(libc::SYS_fcntl, descriptor, command, argument as usize) as c_int }
    }

    #[inline]
    fn ppoll(descriptors: &mut [pollfd], timeout: &timespec) -> c_int {
        // The kernel writes the time that is left.
        let mut left = *timeout;
        let (start, count) = (descriptors.as_mut_ptr() as usize, descriptors.len());
        // SAFETY: the array is as long as is said; no signals are changed.
        unsafe {
            call6(
                libc::SYS_ppoll,
                [start, count, at_mut(&mut left)],
                [0, 0, 0],
            ) as c_int
        }
    }

    #[inline]
    fn epoll_create(flags: c_int) -> c_int {
        // SAFETY: takes a number only.
        unsafe { call3(libc::SYS_epoll_create1, flags as usize, 0, 0) as c_int }
    }

    #[inline]
    fn epoll_add(epoll: c_int, descriptor: c_int, event: &mut epoll_event) -> c_int {
        let numbers = [
            epoll as usize,
            libc::EPOLL_CTL_ADD as usize,
            descriptor as usize,
        ];
        // SAFETY: the event is one.
        unsafe { call6(libc::SYS_epoll_ctl, numbers, [at_mut(event), 0, 0]) as c_int }
    }

    #[inline]
    fn epoll_wait(epoll: c_int, room: &mut [epoll_event], timeout: c_int) -> c_int {
        let first = [epoll as usize, room.as_mut_ptr() as usize, room.len()];
        let last = [timeout as usize, 0, 0];
        // SAFETY: the room is as long as is said; no signals are changed.
        unsafe { call6(libc::SYS_epoll_pwait, first, last) as c_int }
    }

    #[inline]
    fn sendmsg(socket: c_int, data: &mut [u8], control: &mut Rights, flags: c_int) -> isize {
        let mut part = part(data);
        let message = message(&mut part, control);
        let (message, flags) = (at(&message), flags as usize);
        // SAFETY: data and control message are as long as is said, and live.
        unsafe { call3(libc::SYS_sendmsg, socket as usize, message, flags) }
    }

    #[inline]
    fn recvmsg(socket: c_int, room: &mut [u8], control: &mut Rights, flags: c_int) -> isize {
        let mut part = part(room);
        let mut message = message(&mut part, control);
        let (message, flags) = (at_mut(&mut message), flags as usize);
        // SAFETY: room and control message are as long as is said, and live.
        unsafe { call3(libc::SYS_recvmsg, socket as usize, message, flags) }
    }

    #[inline]
    fn close(descriptor: c_int) -> c_int {
        // SAFETY: the caller gives up the descriptor.
        unsafe { call3(libc::SYS_close, descriptor as usize, 0, 0) as c_int }
    }
}
