//! [`socket_select`]: which of many sockets are ready.

mod fd_index;
mod poll_set;

use std::io;

use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::Timespec;
use poll_set::{EXCEPT, PollSet, READ, WRITE};

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
/// assert_eq!(read, [&here]);
/// # Ok::<(), Error>(())
/// ```
#[inline(always)]
pub fn socket_select<'r, 'w, 'e, 'rs: 'r, 'ws: 'w, 'es: 'e>(
    read: impl Into<Option<&'r mut Vec<&'rs Socket>>>,
    write: impl Into<Option<&'w mut Vec<&'ws Socket>>>,
    except: impl Into<Option<&'e mut Vec<&'es Socket>>>,
    seconds: impl Into<Option<i64>>,
    microseconds: impl Into<Option<i64>>,
) -> Result<usize> {
    let microseconds = microseconds.into().unwrap_or(0);
    let timeout = seconds.into().map(|seconds| time(seconds, microseconds));

    select(
        read.into().unwrap_or(&mut Vec::new()),
        write.into().unwrap_or(&mut Vec::new()),
        except.into().unwrap_or(&mut Vec::new()),
        timeout,
    )
}

#[inline(always)]
fn select(
    read: &mut Vec<&Socket>,
    write: &mut Vec<&Socket>,
    except: &mut Vec<&Socket>,
    timeout: Option<Timespec>,
) -> Result<usize> {
    const NAME: &str = "socket_select";
    if read.is_empty() && write.is_empty() && except.is_empty() {
        return Err(Error::usage(
            NAME,
            "At least one array argument must be passed",
        ));
    }

    let mut set = PollSet::take();
    set.add(read, READ);
    set.add(write, WRITE);
    set.add(except, EXCEPT);
    let mut waited = set.wait(timeout);
    if is_invalid(&waited) && set.deduplicate([(read, READ), (write, WRITE), (except, EXCEPT)]) {
        waited = set.wait(timeout);
    }
    let count = waited.map(|is_ready| {
        if !is_ready {
            read.clear();
            write.clear();
            except.clear();
            return 0;
        }
        set.retain_ready(read, READ);
        set.retain_ready(write, WRITE);
        set.retain_ready(except, EXCEPT);
        set.count(read) + set.count(write) + set.count(except)
    });
    set.put_back();
    count.map_err(|cause| Error::os(NAME, "Unable to select", cause))
}

fn is_invalid(waited: &io::Result<bool>) -> bool {
    waited
        .as_ref()
        .is_err_and(|cause| cause.raw_os_error() == Some(libc::EINVAL))
}

/// As PHP does: whole seconds are carried over, and what is below 0, or comes to be by
/// too large a sum, is left to the kernel to refuse.
fn time(seconds: i64, microseconds: i64) -> Timespec {
    let (carried, rest) = match microseconds {
        ..1_000_000 => (0, microseconds),
        _ => (microseconds / 1_000_000, microseconds % 1_000_000),
    };
    Timespec {
        tv_sec: seconds.wrapping_add(carried),
        tv_nsec: rest.saturating_mul(1000),
    }
}
