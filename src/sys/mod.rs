//! The layer below: the hot calls, and what `socket2` and `nix` lack, as safe functions.
//!
//! The only place with `unsafe`. It imports nothing of this crate, and every
//! failure is an [`io::Error`] that carries the code.
#![allow(unsafe_code)]

mod address;
mod addrinfo;
mod control;
mod lookup;
mod message;
mod option;
mod text;
mod transfer;

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{c_int, pollfd};
use rustix::event::{self, PollFd, Timespec};

pub(crate) use address::{Target, bind, connect, own_name, peer_name, send_to, sock_addr};
pub(crate) use addrinfo::{Found, Hints, lookup};
pub(crate) use control::{space as control_space, write as write_control};
pub(crate) use lookup::{ipv4_of, ipv6_of};
pub(crate) use message::{Arrived, recvmsg, storage};
pub(crate) use option::{Plain, attach_chooser, get_name, get_option, set_option};
pub(crate) use text::{gai_strerror, ipv6_text, strerror};
pub(crate) use transfer::{
    MOST_AT_ONCE, accept, close, recv, recv_first, recv_from, recv_into, send, set_nonblocking,
    socket,
};

/// `shutdown(2)` with any number, as PHP passes it on; `socket2` and `nix` take an enum.
pub(crate) fn shutdown(socket: BorrowedFd<'_>, mode: c_int) -> io::Result<()> {
    // SAFETY: a borrowed descriptor stays open for the length of the call.
    checked(unsafe { libc::shutdown(socket.as_raw_fd(), mode) }).map(drop)
}

/// `sockatmark(3)`: is the next byte the urgent one?
pub(crate) fn at_mark(socket: BorrowedFd<'_>) -> io::Result<bool> {
    // The libc crate does not declare it for Linux.
    unsafe extern "C" {
        fn sockatmark(fd: c_int) -> c_int;
    }

    // SAFETY: a borrowed descriptor stays open for the length of the call.
    checked(unsafe { sockatmark(socket.as_raw_fd()) }).map(|mark| mark == 1)
}

/// `ppoll(2)` with the signals as they are. A time that the kernel refuses is its
/// own `EINVAL`.
#[inline(always)]
pub(crate) fn poll(descriptors: &mut [pollfd], timeout: Option<Timespec>) -> io::Result<usize> {
    const {
        assert!(size_of::<PollFd<'_>>() == size_of::<pollfd>());
        assert!(align_of::<PollFd<'_>>() == align_of::<pollfd>());
    }
    let descriptors: *mut [pollfd] = descriptors;

    // SAFETY: `PollFd` is the kernel's `pollfd`, and stands for a descriptor that is
    // open: the caller has borrowed it.
    let descriptors = unsafe { &mut *(descriptors as *mut [PollFd<'_>]) };
    Ok(event::poll(descriptors, timeout.as_ref())?)
}

/// The one place that tests for -1.
#[inline]
fn checked(result: c_int) -> io::Result<c_int> {
    match result {
        -1 => Err(io::Error::last_os_error()),
        value => Ok(value),
    }
}
