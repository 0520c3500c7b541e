//! Waiting for many sockets: [`socket_select`].

mod fd_index;
mod poll_set;

use std::io;

use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::Timespec;
use crate::trace::traced;
use poll_set::{EXCEPT, PollSet, READ, WRITE};

const NAME: &str = "socket_select";

/// Waits until at least one of many sockets is ready, and removes those that are not.
///
/// Each array keeps its ready sockets, in the same order. A socket is ready
///
/// - in `read`, if a read or an accept would not wait: there is data, a connection, or the end of
///   the stream;
/// - in `write`, if a write would not wait, or if a connection has been made or has failed;
/// - in `except`, if there is urgent data.
///
/// `None` stands for an empty array. A socket may be in several arrays, and several times in one.
///
/// The call waits for at most `seconds` plus `microseconds`, which is 0 by default. If both are 0,
/// it does not wait. If `seconds` is `None`, there is no limit, and `microseconds` is ignored.
///
/// Returns the number of ready sockets; one that is ready in two arrays is counted twice. 0 means
/// that the time has passed, and the arrays are empty.
///
/// # Errors
///
/// A `ValueError`, before any system call, if all arrays are empty.
///
/// `Unable to select`, with the code
///
/// - [`SOCKET_EINTR`](crate::SOCKET_EINTR) if a signal interrupted the call;
/// - [`SOCKET_EINVAL`](crate::SOCKET_EINVAL) for a negative time.
///
/// The arrays are then unchanged, and the failure is recorded for the thread only.
///
/// # PHP
///
/// ```php
/// socket_select(?array &$read, ?array &$write, ?array &$except, ?int $seconds, int $microseconds = 0): int|false
/// ```
///
/// PHP refuses descriptors of 1024 and above. Here there is no limit.
///
/// Every call checks every socket, so the time that it takes grows with their number. On one
/// machine, writing to one socket, waiting for it and reading from it took 14 µs with 10 idle
/// sockets beside it, 35 µs with 100, and 250 µs with 1,000. With more than a few dozen sockets,
/// use [`io_poll`](crate::io_poll), PHP 8.6's `Io\Poll`, which passes each socket to the system
/// once: with it, the same took 11 µs with any number of them.
///
/// In PHP the arrays keep their keys, which programs use to find out whose socket is ready. A
/// `Vec` has no keys; a `HashMap` with sockets as its keys does the same, as the second example
/// shows. The [guide](crate::guide::mapping) has an example for a server.
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
/// assert_eq!(read, [&here]);
/// # Ok::<(), Error>(())
/// ```
///
/// Whose socket is ready:
///
/// ```
/// use php_sockets::*;
/// use std::collections::HashMap;
///
/// # let [alice, to_alice] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// # let [bob, _to_bob] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// # socket_write(&to_alice, "hello", None)?;
/// let names = HashMap::from([(&alice, "alice"), (&bob, "bob")]);
///
/// let mut read: Vec<_> = names.keys().copied().collect();
/// socket_select(&mut read, None, None, 5, None)?;
/// let ready: Vec<_> = read.iter().map(|socket| names[socket]).collect();
/// assert_eq!(ready, ["alice"]);
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_select<'r, 'w, 'e, 'rs: 'r, 'ws: 'w, 'es: 'e>(
    read: impl Into<Option<&'r mut Vec<&'rs Socket>>>,
    write: impl Into<Option<&'w mut Vec<&'ws Socket>>>,
    except: impl Into<Option<&'e mut Vec<&'es Socket>>>,
    seconds: impl Into<Option<i64>>,
    microseconds: impl Into<Option<i64>>,
) -> Result<usize> {
    traced!(
        socket_select(
            read.as_deref_mut(), write.as_deref_mut(), except.as_deref_mut(), seconds, microseconds
        )
        as [read, write, except, seconds, microseconds]
        where read = read.into(), write = write.into(), except = except.into(),
            seconds = seconds.into(), microseconds = microseconds.into());

    let microseconds = microseconds.into().unwrap_or(0);
    let timeout = seconds.into().map(|seconds| time(seconds, microseconds));

    let (mut no_read, mut no_write, mut no_except) = (Vec::new(), Vec::new(), Vec::new());
    let mut arrays = Arrays {
        read: read.into().unwrap_or(&mut no_read),
        write: write.into().unwrap_or(&mut no_write),
        except: except.into().unwrap_or(&mut no_except),
    };

    let mut set = arrays.poll_set()?;
    let waited = set.wait(timeout);
    let count = arrays.retain_ready(&mut set, waited, timeout);
    set.put_back();
    count.map_err(|cause| Error::os_warning(NAME, "Unable to select", cause))
}

/// The three arrays of a call, each with its own lifetimes.
struct Arrays<'r, 'w, 'e, 'rs, 'ws, 'es> {
    read: &'r mut Vec<&'rs Socket>,
    write: &'w mut Vec<&'ws Socket>,
    except: &'e mut Vec<&'es Socket>,
}

impl<'rs, 'ws, 'es> Arrays<'_, '_, '_, 'rs, 'ws, 'es> {
    /// The sockets to wait for. It is an error if there are none.
    fn poll_set<'s>(&self) -> Result<PollSet<'s>>
    where
        'rs: 's,
        'ws: 's,
        'es: 's,
    {
        if self.read.is_empty() && self.write.is_empty() && self.except.is_empty() {
            let message = "At least one array argument must be passed";
            return Err(Error::usage(NAME, message));
        }

        let mut set = PollSet::take();
        set.add(self.read, READ);
        set.add(self.write, WRITE);
        set.add(self.except, EXCEPT);
        Ok(set)
    }

    /// Removes the sockets that are not ready from the arrays, and returns the number of the others.
    /// `waited` is the result of waiting for `set`.
    fn retain_ready<'s>(
        &mut self,
        set: &mut PollSet<'s>,
        mut waited: io::Result<bool>,
        timeout: Option<Timespec>,
    ) -> io::Result<usize>
    where
        'rs: 's,
        'ws: 's,
        'es: 's,
    {
        let arrays = [
            (&self.read[..], READ),
            (self.write, WRITE),
            (self.except, EXCEPT),
        ];
        if is_invalid(&waited) && set.deduplicate(arrays) {
            waited = set.wait(timeout);
        }

        waited.map(|is_ready| match is_ready {
            true => {
                set.retain_ready(self.read, READ);
                set.retain_ready(self.write, WRITE);
                set.retain_ready(self.except, EXCEPT);
                set.count(self.read) + set.count(self.write) + set.count(self.except)
            }
            false => {
                self.read.clear();
                self.write.clear();
                self.except.clear();
                0
            }
        })
    }
}

fn is_invalid(waited: &io::Result<bool>) -> bool {
    waited
        .as_ref()
        .is_err_and(|cause| cause.raw_os_error() == Some(libc::EINVAL))
}

/// Converts the time as PHP does. Microseconds above a second are carried over. A negative time is
/// left to the kernel to refuse, and so is a sum that overflows.
fn time(seconds: i64, microseconds: i64) -> Timespec {
    let (carried, rest) = match microseconds {
        ..1_000_000 => (0, microseconds),
        _ => (microseconds / 1_000_000, microseconds % 1_000_000),
    };
    Timespec {
        tv_sec: seconds.wrapping_add(carried),
        // The kernel reads only 32 bits of it in a 32-bit process, so every negative number
        // becomes -1.
        tv_nsec: rest.max(-1) * 1000,
    }
}
