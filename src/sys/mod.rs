//! The lowest layer: safe functions for the system calls, and the crate's only `unsafe` code.
//!
//! Each module is named after the call that it makes, or the kernel's structure that it reads and
//! writes. It imports nothing from the rest of the crate. A failure is an
//! [`io::Error`](std::io::Error) that has the code. `ARCHITECTURE.md` has a table of the calls and
//! the libraries that make them.
#![allow(unsafe_code)]

mod checked;
mod cmsghdr;
mod epoll;
mod getaddrinfo;
mod gethostbyname;
mod inet_ntop;
mod ioctl;
mod netdevice;
mod packet;
mod poll;
mod recv;
mod recvmsg;
mod send;
mod sockaddr;
mod socket;
mod sockopt;
mod strerror;

pub(crate) use cmsghdr::{cmsg_space, write_cmsg};
pub(crate) use epoll::{
    EpollEvent, EpollFlags, epoll_add, epoll_create, epoll_delete, epoll_modify, epoll_wait,
};
pub(crate) use getaddrinfo::{Found, getaddrinfo};
pub(crate) use gethostbyname::{ipv4_of, ipv6_of};
pub(crate) use inet_ntop::inet_ntop;
pub(crate) use ioctl::{at_mark, set_nonblocking};
pub(crate) use netdevice::{interface_address, interface_index, interface_name, ipv4_interfaces};
pub(crate) use packet::{LinkLayer, link_layer, link_layer_address};
pub(crate) use poll::{PollFd, PollFlags, Timespec, poll};
pub(crate) use recv::{MAX_RW_COUNT, recv, recv_from, recv_into, recv_uninit, recv_vectored};
pub(crate) use recvmsg::{Arrived, recvmsg};
pub(crate) use send::{send, send_to, send_vectored, sendmsg};
pub(crate) use sockaddr::{SockAddr, SocketAddrAny, Target, sock_addr_any};
pub(crate) use socket::{
    accept, bind, close, connect, getpeername, getsockname, is_nonblocking, listen, set_cloexec,
    shutdown, socket, socketpair,
};
pub(crate) use sockopt::{
    Pod, attach_reuseport_filter, get_name, get_option, group_request, set_option, source_request,
};
pub(crate) use strerror::{gai_strerror, strerror};
