//! `epoll(7)`.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::event::epoll::{self, EventData};
pub(crate) use rustix::event::epoll::{Event as EpollEvent, EventFlags as EpollFlags};

use super::poll::{PollFd, PollFlags, Timespec, poll};

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

/// `epoll_pwait(2)`. Returns the events that it has written into `room`.
///
/// It counts in milliseconds, at most for 24 days. For any other time `ppoll(2)` waits first, which
/// is exact: the descriptor of an epoll is readable when there are events. (`epoll_pwait2(2)`
/// needs Linux 5.11.)
#[inline]
pub(crate) fn epoll_wait<'r>(
    epoll: BorrowedFd<'_>,
    room: &'r mut [MaybeUninit<EpollEvent>],
    mut timeout: Option<Timespec>,
) -> io::Result<&'r [EpollEvent]> {
    if timeout.is_some_and(|time| !is_in_milliseconds(time)) {
        poll(
            &mut [PollFd::from_borrowed_fd(epoll, PollFlags::IN)],
            timeout,
        )?;
        timeout = Some(Timespec::default());
    }
    let (events, _) = epoll::wait(epoll, room, timeout.as_ref())?;
    Ok(events)
}

fn is_in_milliseconds(time: Timespec) -> bool {
    const LONGEST: i64 = i32::MAX as i64 / 1000 - 1;

    time.tv_sec <= LONGEST && time.tv_nsec % 1_000_000 == 0
}
