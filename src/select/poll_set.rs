//! [`PollSet`]: the list that `socket_select` passes to `ppoll(2)`, and the result in the terms
//! of `select(2)`.

use std::cell::Cell;
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::time::{Duration, Instant};

use super::fd_index::FdIndex;
use crate::socket::Socket;
use crate::sys::{self, PollFd, PollFlags, Timespec};

/// The events that an array waits for, and the reported events that make a socket ready in it.
/// These are the masks with which Linux implements `select(2)`.
#[derive(Clone, Copy)]
pub(super) struct Interest {
    events: PollFlags,
    ready: PollFlags,
}

pub(super) const READ: Interest = Interest {
    events: PollFlags::IN,
    ready: PollFlags::IN.union(PollFlags::HUP).union(PollFlags::ERR),
};
pub(super) const WRITE: Interest = Interest {
    events: PollFlags::OUT,
    ready: PollFlags::OUT.union(PollFlags::ERR),
};
pub(super) const EXCEPT: Interest = Interest {
    events: PollFlags::PRI,
    ready: PollFlags::PRI,
};

/// How long a socket with a spurious event is left out of the poll set.
const PAUSE: Duration = Duration::from_millis(10);

thread_local! {
    static MEMORY: Cell<PollSet<'static>> = const { Cell::new(PollSet::NEW) };
}

/// The sockets of the first array that is not empty, in its order, followed by those that only
/// the other arrays contain.
pub(super) struct PollSet<'s> {
    fds: Vec<PollFd<'s>>,
    /// The events that each of `fds` is polled for.
    events: Vec<PollFlags>,
    /// The positions of the sockets in `fds`. Used only if there is more than one array.
    index: FdIndex,
    /// The events of the array whose elements are at the same positions in `fds`. Empty if there
    /// is no such array.
    in_order: PollFlags,
    /// Whether an event can be reported that makes no socket ready: `poll` reports a hang-up for
    /// every socket, `select` only for one in the array `read`.
    can_be_spurious: bool,
}

impl<'s> PollSet<'s> {
    const NEW: Self = Self {
        fds: Vec::new(),
        events: Vec::new(),
        index: FdIndex::NEW,
        in_order: PollFlags::empty(),
        can_be_spurious: false,
    };

    /// An empty set that reuses the memory of this thread's last one. A server waits for mostly the
    /// same sockets again and again.
    pub(super) fn take() -> Self {
        MEMORY
            .try_with(|memory| memory.replace(PollSet::NEW))
            .unwrap_or(PollSet::NEW)
    }

    /// Keeps the memory for the next call.
    pub(super) fn put_back(mut self) {
        self.clear();
        let empty = PollSet {
            // Collecting the empty list keeps its memory, without the sockets' lifetime.
            fds: self.fds.into_iter().map(|_| unreachable!()).collect(),
            events: self.events,
            index: self.index,
            ..PollSet::NEW
        };
        let _ = MEMORY.try_with(|memory| memory.set(empty));
    }

    fn clear(&mut self) {
        self.fds.clear();
        self.events.clear();
        self.in_order = PollFlags::empty();
        self.can_be_spurious = false;
    }

    /// Adds the sockets of an array. A socket that an earlier array contains is polled for the
    /// events of both.
    pub(super) fn add(&mut self, sockets: &[&'s Socket], interest: Interest) {
        if sockets.is_empty() {
            return;
        }
        if !self.fds.is_empty() {
            return self.merge(sockets, interest);
        }
        let fds = sockets
            .iter()
            .map(|socket| poll_fd(socket, interest.events));
        self.fds.extend(fds);
        self.events.resize(sockets.len(), interest.events);
        self.in_order = interest.events;
        self.can_be_spurious = interest.events != READ.events;
    }

    #[cold]
    fn merge(&mut self, sockets: &[&'s Socket], interest: Interest) {
        for (position, fd) in self.fds.iter().enumerate() {
            self.index.insert(fd.as_fd().as_raw_fd(), position);
        }
        self.can_be_spurious |= interest.events != READ.events && !sockets.is_empty();
        for socket in sockets {
            match self.position(socket) {
                Some(position) => {
                    self.events[position] |= interest.events;
                    self.fds[position] = poll_fd(socket, self.events[position]);
                }
                None => {
                    self.index.insert(socket.as_raw_fd(), self.fds.len());
                    self.fds.push(poll_fd(socket, interest.events));
                    self.events.push(interest.events);
                }
            }
        }
    }

    fn position(&self, socket: &Socket) -> Option<usize> {
        let position = self.index.position(socket.as_raw_fd());
        let fd = self.fds.get(position)?;
        (fd.as_fd().as_raw_fd() == socket.as_raw_fd()).then_some(position)
    }

    /// Builds the set again with each socket once, and returns whether it became shorter.
    ///
    /// `ppoll` refuses a list that is longer than the process's limit of descriptors. `select` has
    /// no such limit, because it takes no list.
    #[cold]
    pub(super) fn deduplicate(&mut self, arrays: [(&[&'s Socket], Interest); 3]) -> bool {
        let before = self.fds.len();
        self.clear();
        for (sockets, interest) in arrays {
            self.merge(sockets, interest);
        }
        self.fds.len() < before
    }

    /// Waits until a socket is ready, and returns whether one is.
    #[inline]
    pub(super) fn wait(&mut self, timeout: Option<Timespec>) -> io::Result<bool> {
        let end = timeout.filter(|_| self.can_be_spurious).and_then(end_of);

        match sys::poll(&mut self.fds, timeout)? {
            0 => Ok(false),
            _ if !self.can_be_spurious || self.is_ready() => Ok(true),
            _ => self.wait_for_others(end),
        }
    }

    /// Waits for the sockets that have no spurious event, and from time to time checks all.
    #[cold]
    fn wait_for_others(&mut self, end: Option<Instant>) -> io::Result<bool> {
        let left = |now| end.map(|end| end.saturating_duration_since(now));
        loop {
            let pause = left(Instant::now()).map_or(PAUSE, |left| left.min(PAUSE));
            let ready = self.poll_quiet(pause)?;
            if ready || pause < PAUSE {
                return Ok(ready);
            }

            let left = left(Instant::now()).map(timespec_of);
            let reported = sys::poll(&mut self.fds, left)?;
            if reported == 0 || self.is_ready() {
                return Ok(reported > 0);
            }
        }
    }

    /// Polls the sockets for which no event was reported.
    fn poll_quiet(&mut self, time: Duration) -> io::Result<bool> {
        let is_quiet = |fd: &&mut PollFd<'_>| fd.revents().is_empty();
        let mut others: Vec<_> = self
            .fds
            .iter_mut()
            .filter(is_quiet)
            .map(|fd| fd.clone())
            .collect();

        sys::poll(&mut others, Some(timespec_of(time)))?;
        for (fd, other) in self.fds.iter_mut().filter(is_quiet).zip(others) {
            *fd = other;
        }
        Ok(self.is_ready())
    }

    fn is_ready(&self) -> bool {
        self.fds.iter().zip(&self.events).any(|(fd, &events)| {
            [READ, WRITE, EXCEPT].into_iter().any(|interest| {
                events.contains(interest.events) && fd.revents().intersects(interest.ready)
            })
        })
    }

    /// Removes the sockets that are not ready from an array.
    pub(super) fn retain_ready(&self, sockets: &mut Vec<&Socket>, interest: Interest) {
        if interest.events == self.in_order {
            return retain_by_position(sockets, &self.fds, interest.ready);
        }
        sockets.retain(|socket| {
            let fd = self.position(socket).map(|position| &self.fds[position]);
            fd.is_some_and(|fd| fd.revents().intersects(interest.ready))
        });
    }

    /// The number of different sockets in an array, which is what `select(2)` counts.
    pub(super) fn count(&mut self, sockets: &[&Socket]) -> usize {
        self.index.count_distinct(sockets)
    }
}

/// Keeps the ready sockets of an array whose elements are at the same positions in `fds`. Most
/// sockets are not ready, so eight are checked at a time.
fn retain_by_position(sockets: &mut Vec<&Socket>, fds: &[PollFd<'_>], ready: PollFlags) {
    const CHUNK: usize = 8;

    let mut kept = 0;
    for (number, chunk) in fds[..sockets.len()].chunks(CHUNK).enumerate() {
        let reported = chunk
            .iter()
            .fold(PollFlags::empty(), |all, fd| all | fd.revents());
        if !reported.intersects(ready) {
            continue;
        }
        for (offset, fd) in chunk.iter().enumerate() {
            if fd.revents().intersects(ready) {
                sockets[kept] = sockets[CHUNK * number + offset];
                kept += 1;
            }
        }
    }
    sockets.truncate(kept);
}

fn poll_fd<'s>(socket: &'s Socket, events: PollFlags) -> PollFd<'s> {
    PollFd::from_borrowed_fd(socket.as_fd(), events)
}

fn timespec_of(time: Duration) -> Timespec {
    Timespec {
        tv_sec: time.as_secs() as i64,
        tv_nsec: time.subsec_nanos().into(),
    }
}

/// The moment at which the time will have passed. `None` if an `Instant` cannot represent it.
fn end_of(time: Timespec) -> Option<Instant> {
    let seconds = Duration::from_secs(time.tv_sec.try_into().ok()?);
    let nanoseconds = Duration::from_nanos(time.tv_nsec.try_into().ok()?);
    Instant::now().checked_add(seconds.checked_add(nanoseconds)?)
}
