//! [`Watcher`], and [`Watched`]: what a context and its watchers share.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::rc::{Rc, Weak};

use super::backend::{Poller, to_epoll};
use super::event::{Event, Events};
use crate::error::{Error, ErrorKind, Result};
use crate::sys;
#[cfg(feature = "tracing")]
use crate::trace::Php;
use crate::trace::traced;

const MODIFICATION_FAILED: &str = "Failed to modify watcher in polling system";

/// A handle in a [`Context`](super::Context): PHP's `Io\Poll\Watcher`.
///
/// [`Context::add`](super::Context::add) returns one, and [`Context::wait`](super::Context::wait)
/// returns those whose events have happened. A clone is the same watcher, as in PHP, where a
/// variable holds a reference to the object; `==` compares which one it is, as `===` does there.
///
/// A watcher owns its handle, so the handle stays open as long as it is watched.
pub struct Watcher<H, D = ()>(Rc<Inner<H, D>>);

struct Inner<H, D> {
    handle: H,
    /// The descriptor of the handle when it was added.
    fd: RawFd,
    /// How many watchers the context had had before this one.
    serial: u64,
    events: Cell<Events>,
    triggered: Cell<Events>,
    /// Whether `Poll` has reported a one-shot watcher.
    has_shot: Cell<bool>,
    data: RefCell<Rc<D>>,
    context: Weak<Watched<H, D>>,
    is_active: Cell<bool>,
}

impl<H, D> Watcher<H, D> {
    /// The handle that was added. PHP: `getHandle()`.
    #[must_use]
    pub fn handle(&self) -> &H {
        &self.0.handle
    }

    /// The events that are waited for. PHP: `getWatchedEvents()`.
    #[must_use]
    pub fn watched_events(&self) -> Events {
        self.0.events.get()
    }

    /// The events of the last wait that returned this watcher. PHP: `getTriggeredEvents()`.
    #[must_use]
    pub fn triggered_events(&self) -> Events {
        self.0.triggered.get()
    }

    /// Whether the last wait that returned this watcher has reported the event. PHP:
    /// `hasTriggered()`.
    #[must_use]
    pub fn has_triggered(&self, event: Event) -> bool {
        self.triggered_events().contains(event)
    }

    /// The data that was passed with the handle. PHP: `getData()`.
    #[must_use]
    pub fn data(&self) -> Rc<D> {
        self.0.data.borrow().clone()
    }

    /// Whether the context still exists, and the watcher has not been removed from it. PHP:
    /// `isActive()`.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.0.is_active.get() && self.0.context.strong_count() > 0
    }

    /// Replaces the data. PHP: `modifyData()`.
    ///
    /// # Errors
    ///
    /// An `InactiveWatcherException` if the watcher was removed.
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn modify_data(&self, data: D) -> Result<()> {
        traced!("Io\\Poll\\Watcher::modifyData", result = self.modify_data(data), &result,
            [This(self.0.fd), kept]
            where kept = Opaque::of(&data));

        self.active("Cannot modify inactive watcher")?;
        self.replace_data(data);
        Ok(())
    }

    fn replace_data(&self, data: D) {
        // The old data is dropped after the borrow: its `drop` may use this watcher.
        let old = self.0.data.replace(Rc::new(data));
        drop(old);
    }

    fn active(&self, message: &'static str) -> Result<Rc<Watched<H, D>>> {
        let context = self.0.context.upgrade();
        let context = context.filter(|_| self.0.is_active.get());
        let kind = ErrorKind::InactiveWatcherException;
        context.ok_or_else(|| Error::exception(kind, message, None))
    }
}

impl<H: AsFd, D> Watcher<H, D> {
    /// Replaces the events, and the data if there is some. A one-shot watcher that has reported
    /// will report again. PHP: `modify()`.
    ///
    /// # Errors
    ///
    /// - `Io\Poll\Watcher::modify(): Argument #1 ($events) must be array of Event enums`, a
    ///   `TypeError`, if there are no events;
    /// - an `InactiveWatcherException` if the watcher was removed;
    /// - a `FailedWatcherModificationException` if the system refuses it: with the code
    ///   [`ERROR_NOSUPPORT`](super::ERROR_NOSUPPORT) for [`Event::EdgeTriggered`] and
    ///   [`Backend::Poll`](super::Backend::Poll).
    ///
    /// Nothing is changed then.
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn modify(&self, events: impl Into<Events>, data: impl Into<Option<D>>) -> Result<()> {
        traced!("Io\\Poll\\Watcher::modify", result = self.modify(events, data), &result,
            [This(self.0.fd), events, kept]
            where events = events.into(), data = data.into(),
                kept = data.as_ref().and_then(Opaque::of));

        self.set_events("Io\\Poll\\Watcher::modify", events.into())?;
        if let Some(data) = data.into() {
            self.replace_data(data);
        }
        Ok(())
    }

    /// Replaces the events. PHP: `modifyEvents()`.
    ///
    /// # Errors
    ///
    /// Those of [`modify`](Self::modify), with the name of this function.
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn modify_events(&self, events: impl Into<Events>) -> Result<()> {
        traced!("Io\\Poll\\Watcher::modifyEvents", result = self.modify_events(events), &result,
            [This(self.0.fd), events]
            where events = events.into());

        self.set_events("Io\\Poll\\Watcher::modifyEvents", events.into())
    }

    fn set_events(&self, function: &'static str, events: Events) -> Result<()> {
        if events.is_empty() {
            return Err(no_events(function, 1));
        }
        let context = self.active("Cannot modify inactive watcher")?;
        context.modify(self, events).map_err(|cause| {
            let kind = ErrorKind::FailedWatcherModificationException;
            Error::exception(kind, MODIFICATION_FAILED, Some(cause))
        })?;
        self.0.events.set(events);
        self.0.has_shot.set(false);
        Ok(())
    }

    /// Removes the watcher from its context, which will not report it any more. PHP: `remove()`.
    ///
    /// The handle closes when the last clone of this watcher is dropped, if it owns a descriptor.
    ///
    /// # Errors
    ///
    /// An `InactiveWatcherException` if the watcher was removed before.
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn remove(&self) -> Result<()> {
        traced!(
            "Io\\Poll\\Watcher::remove",
            result = self.remove(),
            &result,
            [This(self.0.fd)]
        );

        let context = self.active("Cannot remove inactive watcher")?;
        self.0.is_active.set(false);
        context.remove(self);
        Ok(())
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.0.has_shot.get()
    }

    pub(super) fn serial(&self) -> u64 {
        self.0.serial
    }

    pub(super) fn trigger(&self, events: Events) {
        self.0.triggered.set(events);
        self.0
            .has_shot
            .set(self.watched_events().contains(Event::OneShot));
    }

    /// What the kernel returns with an event: the descriptor, and the lower half of the serial
    /// number, which tells two watchers of one descriptor apart.
    fn key(&self) -> u64 {
        self.0.serial << 32 | u64::from(self.0.fd as u32)
    }
}

impl<H, D> Clone for Watcher<H, D> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<H, D> PartialEq for Watcher<H, D> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<H, D> Eq for Watcher<H, D> {}

impl<H, D> fmt::Debug for Watcher<H, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher")
            .field("fd", &self.0.fd)
            .field("watched_events", &self.watched_events())
            .field("triggered_events", &self.triggered_events())
            .field("is_active", &self.is_active())
            .finish()
    }
}

/// Which one it is, and what it has reported.
#[cfg(feature = "tracing")]
impl<H, D> Php for Watcher<H, D> {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Watcher({}", self.0.fd)?;
        match self.triggered_events() {
            Events::NONE => f.write_str(")"),
            events => write!(f, ", {})", &events as &dyn Php),
        }
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.0.fd)
    }
}

/// PHP's error for an empty array of events.
pub(super) fn no_events(function: &'static str, index: usize) -> Error {
    Error::r#type(function, index, "events", "must be array of Event enums")
}

/// What a context watches.
///
/// No code of the caller's runs while `watchers` is borrowed: handles and data are dropped, and
/// descriptors asked for, outside of it.
pub(super) struct Watched<H, D> {
    pub(super) poller: Poller,
    /// By descriptor.
    watchers: RefCell<Vec<Option<Watcher<H, D>>>>,
    count: Cell<usize>,
    next_serial: Cell<u64>,
}

impl<H, D> Watched<H, D> {
    pub(super) fn new(poller: Poller) -> Self {
        Self {
            poller,
            watchers: RefCell::default(),
            count: Cell::new(0),
            next_serial: Cell::new(0),
        }
    }

    /// How many handles there are.
    pub(super) fn count(&self) -> usize {
        self.count.get()
    }

    /// The watchers, in no particular order.
    pub(super) fn all(&self) -> Vec<Watcher<H, D>> {
        self.watchers.borrow().iter().flatten().cloned().collect()
    }
}

impl<H: AsFd, D> Watched<H, D> {
    /// Adds a handle. The error is `EEXIST` if its descriptor is watched already.
    pub(super) fn add(
        self: &Rc<Self>,
        handle: H,
        events: Events,
        data: D,
    ) -> io::Result<Watcher<H, D>> {
        let fd = handle.as_fd().as_raw_fd();
        let serial = self.next_serial.get();
        let watcher = Watcher(Rc::new(Inner {
            handle,
            fd,
            serial,
            events: Cell::new(events),
            triggered: Cell::new(Events::NONE),
            has_shot: Cell::new(false),
            data: RefCell::new(Rc::new(data)),
            context: Rc::downgrade(self),
            is_active: Cell::new(true),
        }));
        if self.at(fd).is_some() {
            return Err(io::Error::from_raw_os_error(libc::EEXIST));
        }
        match &self.poller {
            Poller::Epoll(epoll) => {
                let source = watcher.handle().as_fd();
                sys::epoll_add(epoll.as_fd(), source, watcher.key(), to_epoll(events))?;
            }
            Poller::Poll => can_poll(events)?,
        }
        self.next_serial.set(serial + 1);
        self.count.set(self.count() + 1);
        self.insert(fd, watcher.clone());
        Ok(watcher)
    }

    fn insert(&self, fd: RawFd, watcher: Watcher<H, D>) {
        let index = fd as usize;
        let mut watchers = self.watchers.borrow_mut();
        if watchers.len() <= index {
            watchers.resize_with(index + 1, || None);
        }
        watchers[index] = Some(watcher);
    }

    fn at(&self, fd: RawFd) -> Option<Watcher<H, D>> {
        self.watchers.borrow().get(fd as usize)?.clone()
    }

    /// The watcher of an event. `None` if it has been removed since.
    pub(super) fn by_key(&self, key: u64) -> Option<Watcher<H, D>> {
        let fd = key as u32;
        self.at(fd as RawFd).filter(|watcher| watcher.key() == key)
    }

    fn modify(&self, watcher: &Watcher<H, D>, events: Events) -> io::Result<()> {
        match &self.poller {
            Poller::Epoll(epoll) => {
                let source = watcher.handle().as_fd();
                sys::epoll_modify(epoll.as_fd(), source, watcher.key(), to_epoll(events))
            }
            Poller::Poll => can_poll(events),
        }
    }

    fn remove(&self, watcher: &Watcher<H, D>) {
        if let Poller::Epoll(epoll) = &self.poller {
            // It fails only if the kernel does not watch the descriptor any more.
            let _ = sys::epoll_delete(epoll.as_fd(), watcher.handle().as_fd());
        }
        self.count.set(self.count() - 1);
        let index = watcher.0.fd as usize;
        let removed = self.watchers.borrow_mut().get_mut(index).map(Option::take);
        drop(removed);
    }
}

/// `poll(2)` reports states, not changes.
fn can_poll(events: Events) -> io::Result<()> {
    match events.contains(Event::EdgeTriggered) {
        true => Err(io::Error::from_raw_os_error(libc::EOPNOTSUPP)),
        false => Ok(()),
    }
}
