//! What needs `unsafe`: a rig that forks and catches signals.
#![allow(unsafe_code)]

use std::any::Any;

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

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("?")
}

/// Lets a signal interrupt calls, and do nothing else.
pub(crate) fn interrupt_with(signal: Signal) -> nix::Result<()> {
    extern "C" fn nothing(_: libc::c_int) {}

    let handler = SigHandler::Handler(nothing);
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler does nothing.
    unsafe { sigaction(signal, &action) }.map(drop)
}
