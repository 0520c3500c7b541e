//! `ppoll(2)`.

use std::io;

use rustix::event;
pub(crate) use rustix::event::{PollFd, PollFlags, Timespec};

/// Waits until one of the descriptors has an event, with the signal mask as it is. Returns how
/// many have. A time that the kernel refuses gives its own `EINVAL`.
#[inline(always)]
pub(crate) fn poll(fds: &mut [PollFd<'_>], timeout: Option<Timespec>) -> io::Result<usize> {
    Ok(event::poll(fds, timeout.as_ref())?)
}
