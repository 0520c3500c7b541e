//! `epoll(7)`.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::event::Timespec;
use rustix::event::epoll::{self, EventData};
pub(crate) use rustix::event::epoll::{Event as EpollEvent, EventFlags as EpollFlags};

/// `epoll_create1(2)`.
pub(crate) fn epoll_create() -> io::Result<OwnedFd> {
    Ok(epoll::create(epoll::CreateFlags::CLOEXEC)?)
}

/// `epoll_ctl(2)` with `EPOLL_CTL_ADD`. The events of `source` will have this `key`.
pub(crate) fn epoll_add(
    epoll: BorrowedFd<'_>,
    source: BorrowedFd<'_>,
    key: u64,
    flags: EpollFlags,
) -> io::Result<()> {
    Ok(epoll::add(epoll, source, EventData::new_u64(key), flags)?)
}

/// `epoll_ctl(2)` with `EPOLL_CTL_MOD`.
pub(crate) fn epoll_modify(
    epoll: BorrowedFd<'_>,
    source: BorrowedFd<'_>,
    key: u64,
    flags: EpollFlags,
) -> io::Result<()> {
    Ok(epoll::modify(
        epoll,
        source,
        EventData::new_u64(key),
        flags,
    )?)
}

/// `epoll_ctl(2)` with `EPOLL_CTL_DEL`.
pub(crate) fn epoll_delete(epoll: BorrowedFd<'_>, source: BorrowedFd<'_>) -> io::Result<()> {
    Ok(epoll::delete(epoll, source)?)
}

/// `epoll_pwait(2)`, or `epoll_pwait2(2)` if the time is no whole number of milliseconds. Returns
/// the events that it has written into `room`.
#[inline]
pub(crate) fn epoll_wait<'r>(
    epoll: BorrowedFd<'_>,
    room: &'r mut [MaybeUninit<EpollEvent>],
    timeout: Option<Timespec>,
) -> io::Result<&'r [EpollEvent]> {
    let (events, _) = epoll::wait(epoll, room, timeout.as_ref())?;
    Ok(events)
}
