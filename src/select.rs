//! [`socket_select`]: which of many sockets are ready.

use rustix::event::Timespec;

use crate::asked::Asked;
use crate::{Error, Result, Socket};

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
#[inline(always)]
pub fn socket_select<'a, 's: 'a>(
    read: impl Into<Option<&'a mut Vec<&'s Socket>>>,
    write: impl Into<Option<&'a mut Vec<&'s Socket>>>,
    except: impl Into<Option<&'a mut Vec<&'s Socket>>>,
    seconds: impl Into<Option<i64>>,
    microseconds: impl Into<Option<i64>>,
) -> Result<usize> {
    const NAME: &str = "socket_select";
    let mut arrays = [read.into(), write.into(), except.into()];
    let microseconds = microseconds.into().unwrap_or(0);
    let timeout = seconds.into().map(|seconds| time(seconds, microseconds));

    if arrays.iter().flatten().all(|sockets| sockets.is_empty()) {
        let message = "At least one array argument must be passed";
        return Err(Error::usage(NAME, message));
    }

    let mut asked = Asked::take();
    asked.ask(&arrays);
    let waited = match asked.wait(timeout) {
        Err(cause) if cause.raw_os_error() == Some(libc::EINVAL) && asked.ask_once(&arrays) => {
            asked.wait(timeout)
        }
        waited => waited,
    };
    let ready = waited.map(|is_ready| match is_ready {
        true => asked.keep_ready(&mut arrays),
        false => {
            let arrays = arrays.iter_mut().flatten();
            arrays.for_each(|sockets| sockets.clear());
            0
        }
    });
    asked.keep();
    ready.map_err(|cause| Error::os(NAME, "Unable to select", cause))
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
