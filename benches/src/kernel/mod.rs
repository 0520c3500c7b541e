//! [`Kernel`]: the system calls as in C, made in two ways.

mod glibc;
#[cfg(target_arch = "x86_64")]
mod instruction;

use libc::{c_int, epoll_event, pollfd, sockaddr_in, timespec};

pub use glibc::Glibc;
#[cfg(target_arch = "x86_64")]
pub use instruction::Instruction;

/// The system calls that the jobs need. A result below 0 is a failure.
pub trait Kernel {
    /// `socket(2)`
    fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int;
    /// `socketpair(2)`
    fn socketpair(domain: c_int, kind: c_int, pair: &mut [c_int; 2]) -> c_int;
    /// `bind(2)`
    fn bind(socket: c_int, address: &sockaddr_in) -> c_int;
    /// `listen(2)`
    fn listen(socket: c_int, backlog: c_int) -> c_int;
    /// `connect(2)`
    fn connect(socket: c_int, address: &sockaddr_in) -> c_int;
    /// `accept4(2)`, without the address
    fn accept(socket: c_int, flags: c_int) -> c_int;
    /// `getsockname(2)`
    fn getsockname(socket: c_int, address: &mut sockaddr_in) -> c_int;
    /// `getpeername(2)`
    fn getpeername(socket: c_int, address: &mut sockaddr_in) -> c_int;
    /// `send(2)`
    fn send(socket: c_int, data: &[u8], flags: c_int) -> isize;
    /// `recv(2)`
    fn recv(socket: c_int, room: &mut [u8], flags: c_int) -> isize;
    /// `sendto(2)`
    fn sendto(socket: c_int, data: &[u8], flags: c_int, address: &sockaddr_in) -> isize;
    /// `recvfrom(2)`
    fn recvfrom(socket: c_int, room: &mut [u8], flags: c_int, address: &mut sockaddr_in) -> isize;
    /// `getsockopt(2)` of a number
    fn getsockopt(socket: c_int, level: c_int, option: c_int, value: &mut c_int) -> c_int;
    /// `setsockopt(2)` to a number
    fn setsockopt(socket: c_int, level: c_int, option: c_int, value: &c_int) -> c_int;
    /// `fcntl(2)` with a number
    fn fcntl(descriptor: c_int, command: c_int, argument: c_int) -> c_int;
    /// `ppoll(2)`
    fn ppoll(descriptors: &mut [pollfd], timeout: &timespec) -> c_int;
    /// `epoll_create1(2)`
    fn epoll_create(flags: c_int) -> c_int;
    /// `epoll_ctl(2)` with `EPOLL_CTL_ADD`
    fn epoll_add(epoll: c_int, descriptor: c_int, event: &mut epoll_event) -> c_int;
    /// `epoll_wait(2)`
    fn epoll_wait(epoll: c_int, room: &mut [epoll_event], timeout: c_int) -> c_int;
    /// `sendmsg(2)` of some bytes and one control message
    fn sendmsg(socket: c_int, data: &mut [u8], control: &mut Rights, flags: c_int) -> isize;
    /// `recvmsg(2)` of some bytes and one control message
    fn recvmsg(socket: c_int, room: &mut [u8], control: &mut Rights, flags: c_int) -> isize;
    /// `close(2)`
    fn close(descriptor: c_int) -> c_int;
}

/// A control message with one descriptor, as the kernel lays it out.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(8))]
pub struct Rights {
    length: usize,
    level: c_int,
    kind: c_int,
    /// The descriptor.
    pub descriptor: c_int,
}

impl Rights {
    /// To send.
    pub fn new(descriptor: c_int) -> Self {
        Self {
            length: size_of::<usize>() + 3 * size_of::<c_int>(),
            level: libc::SOL_SOCKET,
            kind: libc::SCM_RIGHTS,
            descriptor,
        }
    }
}
