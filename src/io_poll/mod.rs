//! Waiting for many handles with the kernel's own list: PHP 8.6's `Io\Poll`, for sockets.
//!
//! [`socket_select`](crate::socket_select) passes all sockets to the kernel in every call, and the
//! kernel checks each of them. A [`Context`] passes a handle once, in [`add`](Context::add), and
//! the time of a [`wait`](Context::wait) depends on how many events it reports, not on how many
//! handles are idle. Use it when a program has more than a few dozen sockets.
//!
//! ```
//! use php_sockets::io_poll::{Context, Event};
//! use php_sockets::*;
//!
//! let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
//! let context = Context::new(None)?;
//! context.add(&here, Event::Read, "Alice")?;
//!
//! socket_write(&there, "hello", None)?;
//! for watcher in context.wait(None, None)? {
//!     assert_eq!(*watcher.data(), "Alice");
//!     assert!(watcher.has_triggered(Event::Read));
//!     assert_eq!(socket_read(watcher.handle(), 100, None)?, b"hello");
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! # Who owns the socket
//!
//! In PHP a handle is a `StreamPollHandle`, and 8.6 has none for a `Socket`. Here it is anything
//! that has a descriptor ([`AsFd`]). What is passed decides who owns it:
//!
//! - `&socket`: the program owns the socket, and the compiler makes sure that it stays open as
//!   long as the context lives.
//! - `socket`: the watcher owns it. [`Watcher::handle`] lends it. It is closed once the watcher has
//!   been removed and its last clone dropped.
//! - `Rc<Socket>`: both own it, as in PHP.
//!
//! ```compile_fail,E0505
//! use php_sockets::io_poll::{Context, Event};
//! use php_sockets::*;
//!
//! let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
//! let context = Context::new(None)?;
//! let watcher = context.add(&socket, Event::Read, ())?;
//! socket_close(socket); // error[E0505]: cannot move out of `socket` because it is borrowed
//! watcher.remove()?;
//! # Ok::<(), Error>(())
//! ```
//!
//! So no socket is closed while it is watched. Three mistakes of programs in C cannot happen:
//!
//! - *A descriptor's number is reused, and an event of the old socket is taken for one of the new
//!   socket.* Removing a watcher first removes it from the kernel's list, and the event of a
//!   watcher that is gone is dropped: each has a serial number, which the kernel returns with the
//!   event.
//! - *A socket was duplicated, so closing it does not end the watch.* A watch ends with
//!   [`Watcher::remove`] or with the context, never by closing.
//! - *After a fork, the child's clean-up ends the parent's watches.* Parent and child share the
//!   kernel's list. Dropping a context or a socket in the child changes nothing in it. A child that
//!   calls `remove` or `modify` changes the parent's list, as in PHP: create a new context in the
//!   child.
//!
//! A context and its watchers stay in one thread. With several threads, create a context in each.

mod backend;
mod event;
mod watcher;

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::rc::Rc;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::sys::{self, EpollEvent, PollFd, Timespec};
#[cfg(feature = "tracing")]
use crate::trace::Php;
use crate::trace::traced;
use backend::{Poller, from_epoll, from_poll, to_poll};
use watcher::{Watched, no_events};

pub use crate::constants::poll::*;
pub use backend::Backend;
pub use event::{Event, Events};
pub use watcher::Watcher;

const ADD: &str = "Io\\Poll\\Context::add";
const WAIT: &str = "Io\\Poll\\Context::wait";

/// A list of handles to wait for: PHP's `Io\Poll\Context`.
///
/// `H` is the type of the handles, `D` the type of the data that is kept with each, such as a
/// client's number or its name. The [module](self) has an example.
pub struct Context<H, D = ()> {
    watched: Rc<Watched<H, D>>,
    /// Where the kernel writes the events.
    room: RefCell<Vec<MaybeUninit<EpollEvent>>>,
}

impl<H: AsFd, D> Context<H, D> {
    /// An empty list. `None` stands for [`Backend::Auto`].
    ///
    /// # Errors
    ///
    /// A `FailedContextInitializationException`, `Failed to initialize polling context`, if the
    /// process may not open another descriptor ([`ERROR_TOOBIG`]) or the system has no memory.
    ///
    /// # PHP
    ///
    /// ```php
    /// new Io\Poll\Context(Io\Poll\Backend $backend = Io\Poll\Backend::Auto)
    /// ```
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn new(backend: impl Into<Option<Backend>>) -> Result<Self> {
        traced!("Io\\Poll\\Context::__construct", result = Self::new(backend), &result, [backend]
            where backend = backend.into());

        let poller = Poller::new(backend.into().unwrap_or_default()).map_err(|cause| {
            let kind = ErrorKind::FailedContextInitializationException;
            Error::exception(kind, "Failed to initialize polling context", Some(cause))
        })?;
        Ok(Self {
            watched: Rc::new(Watched::new(poller)),
            room: RefCell::default(),
        })
    }

    /// The backend in use: never [`Backend::Auto`]. PHP: `getBackend()`.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.watched.poller.backend()
    }

    /// Watches a handle until [`Watcher::remove`], or until the context is dropped.
    ///
    /// [`Event::Error`] and [`Event::HangUp`] are always reported.
    ///
    /// # Errors
    ///
    /// - `Io\Poll\Context::add(): Argument #2 ($events) must be array of Event enums`, a
    ///   `TypeError`, if there are no events;
    /// - a `HandleAlreadyWatchedException`, `Handle already added`, if the descriptor is watched;
    /// - a `FailedHandleAddException`, `Failed to add handle`: with [`ERROR_NOSUPPORT`] for a
    ///   handle that is always ready, such as a regular file, and for [`Event::EdgeTriggered`] with
    ///   [`Backend::Poll`]; with [`ERROR_SYSTEM`] if the user already watches as many as
    ///   `/proc/sys/fs/epoll/max_user_watches` allows.
    ///
    /// The handle is dropped then. To keep it, pass `&socket` or an `Rc<Socket>`.
    ///
    /// # PHP
    ///
    /// ```php
    /// Io\Poll\Context::add(Io\Poll\Handle $handle, array $events, mixed $data = null): Io\Poll\Watcher
    /// ```
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn add(&self, handle: H, events: impl Into<Events>, data: D) -> Result<Watcher<H, D>> {
        traced!(ADD, result = self.add(handle, events, data), &result, [watched, events, kept]
            where events = events.into(), watched = Gone::handle(&handle), kept = Opaque::of(&data));

        let events = events.into();
        if events.is_empty() {
            return Err(no_events(ADD, 2));
        }
        let added = self.watched.add(handle, events, data);
        added.map_err(|cause| match cause.raw_os_error() {
            Some(libc::EEXIST) => {
                let kind = ErrorKind::HandleAlreadyWatchedException;
                Error::exception(kind, "Handle already added", None)
            }
            _ => {
                let kind = ErrorKind::FailedHandleAddException;
                Error::exception(kind, "Failed to add handle", Some(cause))
            }
        })
    }

    /// Waits until at least one handle has an event, and returns the watchers of those that have.
    /// [`Watcher::triggered_events`] says which.
    ///
    /// Waits for at most `timeout`; without one, there is no limit. If the time has passed, nothing
    /// is returned. If more than `max_events` watchers have events, the next wait returns the
    /// others. [`Backend::Poll`] always begins with the one that was added first, so it may never
    /// reach the last.
    ///
    /// # Errors
    ///
    /// - `Io\Poll\Context::wait(): Argument #2 ($maxEvents) must be greater than 0`, or `must be
    ///   less than or equal to 2147483647`, a `ValueError`;
    /// - a `FailedPollWaitException`, `Poll wait failed`: with [`ERROR_INTERRUPTED`] if a signal
    ///   interrupted the call. As in PHP, the caller has to make the call again.
    ///
    /// # PHP
    ///
    /// ```php
    /// Io\Poll\Context::wait(?Time\Duration $timeout = null, ?int $maxEvents = null): array
    /// ```
    ///
    /// With `Backend::Poll`, PHP cuts the time to whole milliseconds, so a wait of less than one
    /// returns at once. Here it is exact.
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn wait(
        &self,
        timeout: impl Into<Option<Duration>>,
        max_events: impl Into<Option<usize>>,
    ) -> Result<Vec<Watcher<H, D>>> {
        traced!(WAIT, result = self.wait(timeout, max_events), &result, [timeout, max_events]
            where timeout = timeout.into(), max_events = max_events.into());

        let mut triggered = Vec::new();
        self.wait_into(&mut triggered, timeout, max_events)?;
        Ok(triggered)
    }

    /// Like [`wait`](Self::wait), but replaces the contents of `triggered` with the watchers. A
    /// loop that reuses the `Vec` allocates nothing, unless the backend is [`Backend::Poll`].
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait). `triggered` is empty then.
    #[inline]
    #[cfg_attr(feature = "tracing", track_caller)]
    pub fn wait_into(
        &self,
        triggered: &mut Vec<Watcher<H, D>>,
        timeout: impl Into<Option<Duration>>,
        max_events: impl Into<Option<usize>>,
    ) -> Result<()> {
        traced!(WAIT, result = self.wait_into(triggered, timeout, max_events),
            &result.clone().map(|()| &*triggered), [timeout, max_events]
            where timeout = timeout.into(), max_events = max_events.into());

        triggered.clear();
        let most = self.most_events(max_events.into())?;
        let timeout = timeout.into().map(timespec_of);
        let waited = match &self.watched.poller {
            Poller::Epoll(epoll) => self.wait_with_epoll(epoll, triggered, timeout, most),
            Poller::Poll => self.wait_with_poll(triggered, timeout, most),
        };
        waited.map_err(|cause| {
            let kind = ErrorKind::FailedPollWaitException;
            Error::exception(kind, "Poll wait failed", Some(cause))
        })
    }

    /// How many events can be reported. There is at most one for each handle.
    fn most_events(&self, max_events: Option<usize>) -> Result<usize> {
        let count = self.watched.count().max(1);
        let rule = match max_events {
            None => return Ok(count),
            Some(0) => "must be greater than 0",
            Some(most) if most > i32::MAX as usize => "must be less than or equal to 2147483647",
            Some(most) => return Ok(most.min(count)),
        };
        Err(Error::value(WAIT, 2, "maxEvents", rule))
    }

    #[inline]
    fn wait_with_epoll(
        &self,
        epoll: &OwnedFd,
        triggered: &mut Vec<Watcher<H, D>>,
        timeout: Option<Timespec>,
        most: usize,
    ) -> io::Result<()> {
        let mut room = self.room.borrow_mut();
        if room.len() < most {
            room.resize(most, MaybeUninit::uninit());
        }
        for event in sys::epoll_wait(epoll.as_fd(), &mut room[..most], timeout)? {
            if let Some(watcher) = self.watched.by_key(event.data.u64()) {
                watcher.trigger(from_epoll(event.flags));
                triggered.push(watcher);
            }
        }
        Ok(())
    }

    fn wait_with_poll(
        &self,
        triggered: &mut Vec<Watcher<H, D>>,
        timeout: Option<Timespec>,
        most: usize,
    ) -> io::Result<()> {
        let mut watchers = self.watched.all();
        watchers.retain(Watcher::is_waiting);
        watchers.sort_by_key(Watcher::serial);
        let mut fds: Vec<_> = watchers.iter().map(poll_fd).collect();
        sys::poll(&mut fds, timeout)?;

        let ready = watchers.iter().zip(&fds);
        let ready = ready.filter(|(_, fd)| !fd.revents().is_empty()).take(most);
        for (watcher, fd) in ready {
            watcher.trigger(from_poll(fd.revents()));
            triggered.push(watcher.clone());
        }
        Ok(())
    }
}

impl<H, D> fmt::Debug for Context<H, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("backend", &self.watched.poller.backend())
            .field("watchers", &self.watched.all())
            .finish()
    }
}

#[cfg(feature = "tracing")]
impl<H: AsFd, D> Php for Context<H, D> {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Context({})", &self.backend() as &dyn Php)
    }
}

fn poll_fd<H: AsFd, D>(watcher: &Watcher<H, D>) -> PollFd<'_> {
    let flags = to_poll(watcher.watched_events());
    PollFd::from_borrowed_fd(watcher.handle().as_fd(), flags)
}

/// A time that is too long for the kernel becomes the longest that it can represent.
fn timespec_of(time: Duration) -> Timespec {
    Timespec {
        tv_sec: time.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: time.subsec_nanos().into(),
    }
}
