//! What needs `unsafe`: code that forks and catches signals.
#![allow(unsafe_code)]

use std::io;
use std::mem;

use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::unistd::{ForkResult, Pid};

/// The child, or nothing in the child itself.
pub(crate) fn fork() -> nix::Result<Option<Pid>> {
    // SAFETY: every row forks from its main thread while it has no other, so the child
    // finds no lock that another thread holds.
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

/// Makes a signal interrupt calls, and do nothing else.
pub(crate) fn interrupt_with(signal: Signal) -> nix::Result<()> {
    extern "C" fn nothing(_: libc::c_int) {}

    let handler = SigHandler::Handler(nothing);
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler does nothing.
    unsafe { sigaction(signal, &action) }.map(drop)
}

/// A network of this process's own, with nothing in it but the loop-back interface: no
/// packet leaves it, no port is in use, and a name server is refused at once.
///
/// Returns whether that was possible: it needs privileges, or user namespaces.
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
