//! `ppoll(2)`.

use std::io;

use rustix::event;
pub(crate) use rustix::event::{PollFd, PollFlags, Timespec};

/// Waits until at least one of the descriptors has an event, without changing the signal mask.
/// Returns the number of descriptors that have one. The kernel refuses an invalid time with
/// `EINVAL`.
#[inline]
pub(crate) fn poll(fds: &mut [PollFd<'_>], timeout: Option<Timespec>) -> io::Result<usize> {
    Ok(event::poll(fds, timeout.as_ref())?)
}
