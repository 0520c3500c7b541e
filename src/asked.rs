//! What [`socket_select`](crate::socket_select) asks of the kernel, and its answer.

use std::cell::Cell;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::time::{Duration, Instant};

use libc::{POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, pollfd};
use rustix::event::Timespec;

use crate::kept::lend;
use crate::{Socket, sys};

/// The three arrays of a call: to read from, to write to, and for urgent data.
pub(crate) type Arrays<'a, 's> = [Option<&'a mut Vec<&'s Socket>>; 3];

/// What each of them waits for, and what counts as ready: as Linux defines
/// `select(2)` over `poll`.
const WAITS_FOR: [i16; 3] = [POLLIN, POLLOUT, POLLPRI];
const READY: [i16; 3] = [POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI];

/// Every socket once, with what any of the arrays asks of it.
#[derive(Default)]
pub(crate) struct Asked {
    descriptors: Vec<pollfd>,
    /// Where in `descriptors` a number stands, if it stands there; the numbers are small
    /// and dense. What earlier calls left here is wrong and does no harm.
    places: Vec<u32>,
}

impl Asked {
    /// Lends the one of this thread: a server waits for the same sockets again and again.
    #[inline]
    pub(crate) fn with<T>(call: impl FnOnce(&mut Self) -> T) -> T {
        thread_local! {
            static ASKED: Cell<Asked> = const {
                Cell::new(Asked { descriptors: Vec::new(), places: Vec::new() })
            };
        }

        lend(&ASKED, call)
    }

    pub(crate) fn ask(&mut self, arrays: &Arrays<'_, '_>) {
        self.descriptors.clear();
        for (array, waits_for) in arrays.iter().zip(WAITS_FOR) {
            for socket in array.iter().flat_map(|sockets| sockets.iter()) {
                self.add(socket.as_raw_fd(), waits_for);
            }
        }
    }

    #[inline]
    fn add(&mut self, fd: RawFd, events: i16) {
        let number = fd as usize;
        if number >= self.places.len() {
            self.places.resize(number + 1, 0);
        }
        let place = &mut self.places[number];

        match self.descriptors.get_mut(*place as usize) {
            Some(descriptor) if descriptor.fd == fd => descriptor.events |= events,
            _ => {
                *place = self.descriptors.len() as u32;
                let revents = 0;
                self.descriptors.push(pollfd {
                    fd,
                    events,
                    revents,
                });
            }
        }
    }

    /// Returns the number of what is ready, counted as `select(2)` does.
    ///
    /// `poll` reports a hang-up to who only waits for urgent data, `select` does not.
    /// Then the others are waited for, and now and again all.
    pub(crate) fn wait(&mut self, timeout: Option<Timespec>) -> io::Result<usize> {
        let end = timeout.and_then(end_of);
        let mut left = timeout;
        loop {
            let reported = sys::poll(&mut self.descriptors, left)?;
            let ready = self.ready(reported);
            if ready > 0 || reported == 0 {
                return Ok(ready);
            }

            let now = Instant::now();
            let pause = end.map_or(PAUSE, |end| end.saturating_duration_since(now).min(PAUSE));
            let ready = self.wait_for_others(pause)?;
            if ready > 0 || pause < PAUSE {
                return Ok(ready);
            }
            left = end.map(|end| timespec_of(end.saturating_duration_since(now + PAUSE)));
        }
    }

    /// Waits for those that have reported nothing.
    #[cold]
    fn wait_for_others(&mut self, pause: Duration) -> io::Result<usize> {
        let is_quiet = |descriptor: &&mut pollfd| descriptor.revents == 0;
        let quiet = self.descriptors.iter_mut().filter(is_quiet);
        let mut others: Vec<pollfd> = quiet.map(|descriptor| *descriptor).collect();

        let reported = sys::poll(&mut others, Some(timespec_of(pause)))?;
        let quiet = self.descriptors.iter_mut().filter(is_quiet);
        for (descriptor, other) in quiet.zip(others) {
            *descriptor = other;
        }
        Ok(match reported {
            0 => 0,
            _ => self.ready(usize::MAX),
        })
    }

    /// Counts what is ready among the first `reported` that have something to report.
    fn ready(&self, reported: usize) -> usize {
        let reporting = self.descriptors.iter().filter(|one| one.revents != 0);
        reporting.take(reported).map(count).sum()
    }

    /// Takes out of the arrays what is not ready; `ready` sockets are.
    pub(crate) fn keep_ready(&self, arrays: &mut Arrays<'_, '_>, ready: usize) {
        for (array, events) in arrays.iter_mut().zip(READY) {
            match array {
                Some(sockets) if ready == 0 => sockets.clear(),
                Some(sockets) => sockets.retain(|socket| self.of(socket).revents & events != 0),
                None => {}
            }
        }
    }

    #[inline]
    fn of(&self, socket: &Socket) -> pollfd {
        self.descriptors[self.places[socket.as_raw_fd() as usize] as usize]
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

/// In how many of the arrays that have it a socket is ready.
fn count(descriptor: &pollfd) -> usize {
    let ready = |(waits_for, ready): (i16, i16)| {
        descriptor.events & waits_for != 0 && descriptor.revents & ready != 0
    };
    WAITS_FOR
        .into_iter()
        .zip(READY)
        .filter(|pair| ready(*pair))
        .count()
}
