//! [`Backend`]: which of the kernel's calls waits.

#[cfg(feature = "tracing")]
use std::fmt;
use std::io;
use std::os::fd::OwnedFd;

use super::event::{Event, Events};
use crate::sys::{self, EpollFlags, PollFlags};
#[cfg(feature = "tracing")]
use crate::trace::Php;

/// Which of the system's calls a context uses: PHP's `Io\Poll\Backend`.
///
/// PHP also knows those of other systems: `Kqueue`, `EventPorts`, `WSAPoll`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// The best one of the system: `Epoll`.
    #[default]
    Auto,
    /// `poll(2)`: like `socket_select`, it checks every handle in every call.
    Poll,
    /// `epoll(7)`: the kernel keeps the list of handles, so the time of a call depends only on how
    /// many events it reports.
    Epoll,
}

impl Backend {
    /// The backends that this system has. PHP: `Backend::getAvailableBackends()`.
    #[must_use]
    pub fn available_backends() -> &'static [Backend] {
        &[Backend::Poll, Backend::Epoll]
    }

    /// Whether this system has it, which is always the case.
    #[must_use]
    pub fn is_available(self) -> bool {
        true
    }

    /// Whether it can report [`Event::EdgeTriggered`].
    #[must_use]
    pub fn supports_edge_triggering(self) -> bool {
        self != Backend::Poll
    }
}

#[cfg(feature = "tracing")]
impl Php for Backend {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Backend::{self:?}")
    }
}

/// What a context waits with.
pub(super) enum Poller {
    Epoll(OwnedFd),
    Poll,
}

impl Poller {
    pub(super) fn new(backend: Backend) -> io::Result<Self> {
        match backend {
            Backend::Auto | Backend::Epoll => sys::epoll_create().map(Self::Epoll),
            Backend::Poll => Ok(Self::Poll),
        }
    }

    pub(super) fn backend(&self) -> Backend {
        match self {
            Self::Epoll(_) => Backend::Epoll,
            Self::Poll => Backend::Poll,
        }
    }
}

const EPOLL: [(Event, EpollFlags); 7] = [
    (Event::Read, EpollFlags::IN),
    (Event::Write, EpollFlags::OUT),
    (Event::Error, EpollFlags::ERR),
    (Event::HangUp, EpollFlags::HUP),
    (Event::ReadHangUp, EpollFlags::RDHUP),
    (Event::OneShot, EpollFlags::ONESHOT),
    (Event::EdgeTriggered, EpollFlags::ET),
];

/// `poll(2)` has no flags for the other events.
const POLL: [(Event, PollFlags); 4] = [
    (Event::Read, PollFlags::IN),
    (Event::Write, PollFlags::OUT),
    (Event::Error, PollFlags::ERR),
    (Event::HangUp, PollFlags::HUP),
];

pub(super) fn to_epoll(events: Events) -> EpollFlags {
    let flags = EPOLL.iter().filter(|(event, _)| events.contains(*event));
    flags.map(|(_, flag)| *flag).collect()
}

pub(super) fn from_epoll(flags: EpollFlags) -> Events {
    let events = EPOLL.iter().filter(|(_, flag)| flags.contains(*flag));
    events.map(|(event, _)| *event).collect()
}

pub(super) fn to_poll(events: Events) -> PollFlags {
    let flags = POLL.iter().filter(|(event, _)| events.contains(*event));
    flags.map(|(_, flag)| *flag).collect()
}

pub(super) fn from_poll(flags: PollFlags) -> Events {
    let events = POLL.iter().filter(|(_, flag)| flags.contains(*flag));
    events.map(|(event, _)| *event).collect()
}
