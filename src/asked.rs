//! What [`socket_select`](crate::socket_select) asks of the kernel, and its answer.

use std::cell::Cell;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::time::{Duration, Instant};

use libc::{POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, pollfd};
use rustix::event::Timespec;

use crate::{Socket, sys};

/// The three arrays of a call: to read from, to write to, and for urgent data.
pub(crate) type Arrays<'a, 's> = [Option<&'a mut Vec<&'s Socket>>; 3];

/// What each of them waits for, and what counts as ready: as Linux defines
/// `select(2)` over `poll`.
const WAITS_FOR: [i16; 3] = [POLLIN, POLLOUT, POLLPRI];
const READY: [i16; 3] = [POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI];

thread_local! {
    static ASKED: Cell<Asked> = const { Cell::new(Asked::NOTHING) };
}

/// The sockets of the first array that has any, in its order, then those that only the
/// others have.
#[derive(Default)]
pub(crate) struct Asked {
    descriptors: Vec<pollfd>,
    places: Places,
    /// Whether what the kernel reports may not be ready: a hang-up of who does not read.
    hides: bool,
    /// Whether each socket stands here once, which can be another order than the array's.
    once: bool,
}

impl Asked {
    const NOTHING: Self = Self {
        descriptors: Vec::new(),
        places: Places(Vec::new()),
        hides: false,
        once: false,
    };

    /// Takes the one of this thread: a server waits for the same sockets again and again.
    /// [`keep`](Self::keep) gives it back.
    #[inline(always)]
    pub(crate) fn take() -> Self {
        ASKED.try_with(Cell::take).unwrap_or_default()
    }

    /// Keeps it for the next call.
    #[inline(always)]
    pub(crate) fn keep(self) {
        let _ = ASKED.try_with(|kept| kept.set(self));
    }

    #[inline(always)]
    pub(crate) fn ask(&mut self, arrays: &Arrays<'_, '_>) {
        self.descriptors.clear();
        self.hides = false;
        self.once = false;
        for (array, events) in arrays.iter().zip(WAITS_FOR) {
            match array.as_deref().map(Vec::as_slice) {
                None | Some([]) => {}
                Some(sockets) if self.descriptors.is_empty() => {
                    let fds = sockets.iter().map(|socket| socket.as_raw_fd());
                    self.descriptors.extend(fds.map(|fd| asking(fd, events)));
                    self.hides = events != POLLIN;
                }
                Some(sockets) => self.ask_too(sockets, events),
            }
        }
    }

    /// Asks for each socket once, and returns whether one stood there twice. The kernel
    /// takes no list longer than a process may have descriptors; `select` has no list.
    #[cold]
    pub(crate) fn ask_once(&mut self, arrays: &Arrays<'_, '_>) -> bool {
        let before = self.descriptors.len();
        self.descriptors.clear();
        self.once = true;
        for (array, events) in arrays.iter().zip(WAITS_FOR) {
            for socket in array.iter().flat_map(|sockets| sockets.iter()) {
                self.add(socket.as_raw_fd(), events);
            }
        }
        self.descriptors.len() < before
    }

    fn ask_too(&mut self, sockets: &[&Socket], events: i16) {
        self.hides = true;
        for (place, descriptor) in self.descriptors.iter().enumerate() {
            self.places.put(descriptor.fd, place);
        }
        for socket in sockets {
            self.add(socket.as_raw_fd(), events);
        }
    }

    fn add(&mut self, fd: RawFd, events: i16) {
        match self.descriptors.get_mut(self.places.of(fd)) {
            Some(descriptor) if descriptor.fd == fd => descriptor.events |= events,
            _ => {
                self.places.put(fd, self.descriptors.len());
                self.descriptors.push(asking(fd, events));
            }
        }
    }

    /// Waits until something is ready, and returns whether something is.
    ///
    /// `poll` reports a hang-up to who does not read, `select` does not.
    #[inline(always)]
    pub(crate) fn wait(&mut self, timeout: Option<Timespec>) -> io::Result<bool> {
        let end = timeout.filter(|_| self.hides).and_then(end_of);

        match sys::poll(&mut self.descriptors, timeout)? {
            0 => Ok(false),
            _ if !self.hides || self.is_ready() => Ok(true),
            _ => self.wait_longer(end),
        }
    }

    /// Waits for the others, and now and again for all.
    #[cold]
    fn wait_longer(&mut self, end: Option<Instant>) -> io::Result<bool> {
        let left = |now| end.map(|end| end.saturating_duration_since(now));
        loop {
            let pause = left(Instant::now()).map_or(PAUSE, |left| left.min(PAUSE));
            let ready = self.wait_for_others(pause)?;
            if ready || pause < PAUSE {
                return Ok(ready);
            }

            let left = left(Instant::now()).map(timespec_of);
            let reported = sys::poll(&mut self.descriptors, left)?;
            if reported == 0 || self.is_ready() {
                return Ok(reported > 0);
            }
        }
    }

    /// Waits for those that have reported nothing.
    fn wait_for_others(&mut self, pause: Duration) -> io::Result<bool> {
        let is_quiet = |descriptor: &&mut pollfd| descriptor.revents == 0;
        let quiet = self.descriptors.iter_mut().filter(is_quiet);
        let mut others: Vec<pollfd> = quiet.map(|descriptor| *descriptor).collect();

        sys::poll(&mut others, Some(timespec_of(pause)))?;
        let quiet = self.descriptors.iter_mut().filter(is_quiet);
        for (descriptor, other) in quiet.zip(others) {
            *descriptor = other;
        }
        Ok(self.is_ready())
    }

    fn is_ready(&self) -> bool {
        self.descriptors.iter().any(|descriptor| {
            let mut arrays = WAITS_FOR.iter().zip(READY);
            arrays.any(|(waits_for, ready)| {
                descriptor.events & waits_for != 0 && descriptor.revents & ready != 0
            })
        })
    }

    /// Takes out of the arrays what is not ready. Returns the number of the others,
    /// counted as `select(2)` does.
    #[inline(always)]
    pub(crate) fn keep_ready(&mut self, arrays: &mut Arrays<'_, '_>) -> usize {
        let mut is_first = true;
        for (array, ready) in arrays.iter_mut().zip(READY) {
            let Some(sockets) = array.as_deref_mut().filter(|sockets| !sockets.is_empty()) else {
                continue;
            };
            match is_first && !self.once {
                true => keep_first(sockets, &self.descriptors[..sockets.len()], ready),
                false => sockets.retain(|socket| self.of(socket).revents & ready != 0),
            }
            is_first = false;
        }
        let kept = arrays.iter().flatten();
        kept.map(|sockets| self.places.distinct(sockets)).sum()
    }

    fn of(&self, socket: &Socket) -> pollfd {
        self.descriptors[self.places.of(socket.as_raw_fd())]
    }
}

/// Keeps the sockets that are ready, of an array whose descriptors stand in its order.
/// Most are not: eight at a time are passed over.
#[inline(always)]
fn keep_first(sockets: &mut Vec<&Socket>, descriptors: &[pollfd], ready: i16) {
    let mut kept = 0;
    let mut keep = |before: usize, some: &[pollfd]| {
        for (place, one) in some.iter().enumerate() {
            if one.revents & ready != 0 {
                sockets[kept] = sockets[before + place];
                kept += 1;
            }
        }
    };

    let (chunks, rest) = descriptors.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        if chunk.iter().fold(0, |all, one| all | one.revents) & ready != 0 {
            keep(8 * number, chunk);
        }
    }
    keep(8 * chunks.len(), rest);
    sockets.truncate(kept);
}

fn asking(fd: RawFd, events: i16) -> pollfd {
    let revents = 0;
    pollfd {
        fd,
        events,
        revents,
    }
}

/// Where in a list a descriptor stands, if it does: what is left of other lists is
/// wrong, so who asks looks there. The numbers of descriptors are small and dense.
#[derive(Default)]
struct Places(Vec<u32>);

impl Places {
    fn put(&mut self, fd: RawFd, place: usize) {
        let number = fd as usize;
        if number >= self.0.len() {
            self.0.resize(number + 1, 0);
        }
        self.0[number] = place as u32;
    }

    fn of(&self, fd: RawFd) -> usize {
        self.0.get(fd as usize).map_or(0, |&place| place as usize)
    }

    /// How many different sockets there are.
    fn distinct(&mut self, sockets: &[&Socket]) -> usize {
        if sockets.len() < 2 {
            return sockets.len();
        }
        let mut count = 0;
        for (place, socket) in sockets.iter().enumerate() {
            let fd = socket.as_raw_fd();
            let before = sockets[..place].get(self.of(fd));
            if before.is_none_or(|before| before.as_raw_fd() != fd) {
                self.put(fd, place);
                count += 1;
            }
        }
        count
    }
}

/// How long a socket that can only hang up is left alone.
const PAUSE: Duration = Duration::from_millis(10);

fn timespec_of(time: Duration) -> Timespec {
    Timespec {
        tv_sec: time.as_secs() as i64,
        tv_nsec: time.subsec_nanos().into(),
    }
}

/// When a time that the kernel would take is over; `None` if it is beyond all clocks.
fn end_of(time: Timespec) -> Option<Instant> {
    let seconds = Duration::from_secs(time.tv_sec.try_into().ok()?);
    let nanoseconds = Duration::from_nanos(time.tv_nsec.try_into().ok()?);
    Instant::now().checked_add(seconds.checked_add(nanoseconds)?)
}
