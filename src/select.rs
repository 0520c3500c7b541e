//! [`socket_select`]: which of many sockets are ready.

use std::io;
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use libc::{POLLERR, POLLHUP, POLLIN, POLLOUT, POLLPRI, pollfd, timespec};

use crate::{Error, Result, Socket, sys};

/// What each of the three arrays waits for, and what counts as ready: as Linux
/// defines `select(2)` over `poll`.
const WAITS_FOR: [i16; 3] = [POLLIN, POLLOUT, POLLPRI];
const READY: [i16; 3] = [POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI];

/// Waits until at least one of many sockets is ready, and keeps those that are.
///
/// Each array is cut down to its ready sockets, in their order. They are ready
///
/// - in `read`, if a read or an accept would not wait: data, a connection, or the end
///   is there;
/// - in `write`, if a write would not wait, or a connection has been made or has
///   failed;
/// - in `except`, if urgent data is there.
///
/// `None` is an array without sockets. A socket may be in several, and several times
/// in one.
///
/// `seconds` is how long to wait; `None` for ever, 0 not at all. `microseconds` are
/// added to it, 0 by default; without `seconds` they do not count.
///
/// Returns the number of ready sockets, those in two arrays counted twice. 0 is the
/// end of the time, and the arrays are empty then.
///
/// # Errors
///
/// A `ValueError`, before any system call, if there is no socket to wait for.
///
/// `Unable to select`, with the code
///
/// - [`SOCKET_EINTR`](crate::SOCKET_EINTR) if a signal came first;
/// - [`SOCKET_EINVAL`](crate::SOCKET_EINVAL) for a time below 0.
///
/// The arrays stay as they are, and the failure is recorded for the thread only.
///
/// # PHP
///
/// ```php
/// socket_select(?array &$read, ?array &$write, ?array &$except, ?int $seconds, int $microseconds = 0): int|false
/// ```
///
/// PHP refuses descriptors from 1024 on. Here there is no limit.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// socket_write(&there, "hello", None)?;
///
/// let mut read = vec![&here, &there];
/// assert_eq!(socket_select(&mut read, None, None, 5, None)?, 1);
/// assert!(std::ptr::eq(read[0], &here));
/// # Ok::<(), Error>(())
/// ```
pub fn socket_select<'a, 's: 'a>(
    read: impl Into<Option<&'a mut Vec<&'s Socket>>>,
    write: impl Into<Option<&'a mut Vec<&'s Socket>>>,
    except: impl Into<Option<&'a mut Vec<&'s Socket>>>,
    seconds: impl Into<Option<i64>>,
    microseconds: impl Into<Option<i64>>,
) -> Result<usize> {
    const NAME: &str = "socket_select";
    let mut arrays = [read.into(), write.into(), except.into()];
    let mut asked = Asked::new(&arrays);
    if asked.descriptors.is_empty() {
        return Err(Error::usage(
            NAME,
            "At least one array argument must be passed",
        ));
    }

    let timeout = seconds
        .into()
        .map(|seconds| time(seconds, microseconds.into().unwrap_or(0)));
    let ready = asked
        .wait(timeout)
        .map_err(|cause| Error::os(NAME, "Unable to select", cause))?;

    for (array, ready) in arrays.iter_mut().zip(READY) {
        if let Some(sockets) = array {
            sockets.retain(|socket| asked.of(socket).revents & ready != 0);
        }
    }
    Ok(ready)
}

/// As PHP does: whole seconds are carried over, and what is below 0, or comes to be by
/// too large a sum, is left to the kernel to refuse.
fn time(seconds: i64, microseconds: i64) -> timespec {
    let (carried, rest) = match microseconds {
        ..1_000_000 => (0, microseconds),
        _ => (microseconds / 1_000_000, microseconds % 1_000_000),
    };
    timespec {
        tv_sec: seconds.wrapping_add(carried),
        tv_nsec: rest.saturating_mul(1000),
    }
}

/// Every socket once, with what any of the arrays asks of it.
struct Asked {
    descriptors: Vec<pollfd>,
    /// Where a descriptor stands in `descriptors`; the numbers are small and dense.
    places: Vec<u32>,
}

impl Asked {
    fn new(arrays: &[Option<&mut Vec<&Socket>>; 3]) -> Self {
        const NOWHERE: u32 = u32::MAX;
        let mut asked = Self {
            descriptors: Vec::new(),
            places: Vec::new(),
        };

        for (array, waits_for) in arrays.iter().zip(WAITS_FOR) {
            for socket in array.iter().flat_map(|sockets| sockets.iter()) {
                let fd = socket.as_raw_fd();
                let number = fd as usize;
                if number >= asked.places.len() {
                    asked.places.resize(number + 1, NOWHERE);
                }
                if asked.places[number] == NOWHERE {
                    asked.places[number] = asked.descriptors.len() as u32;
                    asked.descriptors.push(pollfd {
                        fd,
                        events: 0,
                        revents: 0,
                    });
                }
                let place = asked.places[number] as usize;
                asked.descriptors[place].events |= waits_for;
            }
        }
        asked
    }

    fn of(&self, socket: &Socket) -> pollfd {
        self.descriptors[self.places[socket.as_raw_fd() as usize] as usize]
    }

    /// Returns the number of what is ready, counted as `select(2)` does.
    ///
    /// `poll` reports a hang-up to who only waits for urgent data, `select` does not.
    /// Then the others are waited for, and now and again all.
    fn wait(&mut self, timeout: Option<timespec>) -> io::Result<usize> {
        let end = timeout.and_then(end_of);
        let mut left = timeout;
        loop {
            let reported = sys::poll(&mut self.descriptors, left)?;
            let ready = self.ready();
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
    fn wait_for_others(&mut self, pause: Duration) -> io::Result<usize> {
        for descriptor in &mut self.descriptors {
            if descriptor.revents != 0 {
                descriptor.fd = !descriptor.fd; // below 0: passed over
            }
        }
        let polled = sys::poll(&mut self.descriptors, Some(timespec_of(pause)));
        for descriptor in &mut self.descriptors {
            descriptor.fd = descriptor.fd.max(!descriptor.fd);
        }
        polled.map(|_| self.ready())
    }

    fn ready(&self) -> usize {
        self.descriptors.iter().map(count).sum()
    }
}

/// How long a socket that can only hang up is left alone.
const PAUSE: Duration = Duration::from_millis(10);

fn timespec_of(time: Duration) -> timespec {
    timespec {
        tv_sec: time.as_secs() as i64,
        tv_nsec: time.subsec_nanos().into(),
    }
}

/// When a time that the kernel would take is over; `None` if it is beyond all clocks.
fn end_of(time: timespec) -> Option<Instant> {
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
