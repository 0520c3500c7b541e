//! [`Event`] and [`Events`]: what a watcher waits for, and what has happened.

use std::fmt;

#[cfg(feature = "tracing")]
use crate::trace::Php;

/// What can happen to a handle, and how a watcher reports it: PHP's `Io\Poll\Event`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// A read or an accept would not wait: there is data, a connection, or the end of the stream.
    Read,
    /// A write would not wait, or a connection has been made or has failed.
    Write,
    /// The handle has failed. It is reported whether or not it was asked for.
    Error,
    /// Both directions have ended. It is reported whether or not it was asked for.
    HangUp,
    /// The peer will send nothing more. [`Backend::Epoll`](super::Backend::Epoll) only: with
    /// [`Backend::Poll`](super::Backend::Poll), PHP accepts it and never reports it; this crate
    /// does the same.
    ReadHangUp,
    /// A request: report once, then not again until the events are modified.
    OneShot,
    /// A request: report a change only, not a state that lasts.
    /// [`Backend::Epoll`](super::Backend::Epoll) only.
    EdgeTriggered,
}

impl Event {
    /// All of them, in PHP's order. PHP: `Event::cases()`.
    #[must_use]
    pub fn cases() -> &'static [Event] {
        &[
            Event::Read,
            Event::Write,
            Event::Error,
            Event::HangUp,
            Event::ReadHangUp,
            Event::OneShot,
            Event::EdgeTriggered,
        ]
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of [`Event`]s, where PHP has an array.
///
/// Wherever events are asked for, a single `Event` or an array of them will do.
///
/// # Examples
///
/// ```
/// use php_sockets::io_poll::{Event, Events};
///
/// let events = Events::from([Event::Write, Event::Read]);
/// assert!(events.contains(Event::Read));
/// assert!(events.iter().eq([Event::Read, Event::Write]));
/// assert_eq!(format!("{events:?}"), "{Read, Write}");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Events(u8);

impl Events {
    pub(super) const NONE: Self = Self(0);

    /// Whether the event is in the set.
    #[must_use]
    pub fn contains(self, event: Event) -> bool {
        self.0 & event.bit() != 0
    }

    /// Whether the set has no event.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The events, in PHP's order.
    pub fn iter(self) -> impl Iterator<Item = Event> {
        let all = Event::cases().iter().copied();
        all.filter(move |&event| self.contains(event))
    }
}

impl From<Event> for Events {
    fn from(event: Event) -> Self {
        Self(event.bit())
    }
}

impl<const N: usize> From<[Event; N]> for Events {
    fn from(events: [Event; N]) -> Self {
        events.into_iter().collect()
    }
}

impl From<&[Event]> for Events {
    fn from(events: &[Event]) -> Self {
        events.iter().copied().collect()
    }
}

impl FromIterator<Event> for Events {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        let bits = events.into_iter().map(Event::bit);
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(feature = "tracing")]
impl Php for Event {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event::{self:?}")
    }
}

#[cfg(feature = "tracing")]
impl Php for Events {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().collect::<Vec<_>>().php(f)
    }
}
