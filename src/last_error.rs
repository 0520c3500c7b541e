//! Last errors: [`socket_last_error`], [`socket_clear_error`], [`socket_strerror`].

use crate::error::{set_thread_last_error, thread_last_error};
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;

/// Returns the code of the last failure.
///
/// With a socket, it is that of the last failed call on this socket; with `None`, that of the last
/// failed call in this thread, on any socket. 0 means that no call has failed. A successful call
/// does not reset the code; [`socket_clear_error`] does.
///
/// A bad argument only returns an [`Error`](crate::Error) and is not recorded.
///
/// # PHP
///
/// ```php
/// socket_last_error(?Socket $socket = null): int
/// ```
///
/// PHP has one last error for the process, and one for each socket. Here each thread has its own
/// in place of the one for the process.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// assert!(socket_write(&socket, "too early", None).is_err());
///
/// assert_eq!(socket_last_error(&socket), SOCKET_EPIPE);
/// assert_eq!(socket_last_error(None), SOCKET_EPIPE);
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[must_use]
pub fn socket_last_error<'a>(socket: impl Into<Option<&'a Socket>>) -> i32 {
    traced!(socket_last_error(socket) where socket = socket.into());

    match socket.into() {
        Some(socket) => socket.last_error(),
        None => thread_last_error(),
    }
}

/// Sets the last error back to 0: that of a socket, or with `None` that of this thread.
///
/// The two are independent: clearing one does not change the other.
///
/// # PHP
///
/// ```php
/// socket_clear_error(?Socket $socket = null): void
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// assert!(socket_write(&socket, "too early", None).is_err());
///
/// socket_clear_error(&socket);
/// assert_eq!(socket_last_error(&socket), 0);
/// assert_eq!(socket_last_error(None), SOCKET_EPIPE);
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_clear_error<'a>(socket: impl Into<Option<&'a Socket>>) {
    traced!(socket_clear_error(socket) where socket = socket.into());

    match socket.into() {
        Some(socket) => socket.set_last_error(0),
        None => set_thread_last_error(0),
    }
}

/// Returns the C library's message for a code.
///
/// A code below -10000 is that of a failed look-up of a host (-10000 minus `h_errno`). An unknown
/// code has a message too: `Unknown error 99999`.
///
/// # PHP
///
/// ```php
/// socket_strerror(int $error_code): string
/// ```
///
/// PHP throws a `ValueError` for a number that does not fit into 32 bits; an `i32` always does.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// assert_eq!(socket_strerror(SOCKET_ECONNREFUSED), "Connection refused");
/// assert_eq!(socket_strerror(-10_001), "Unknown host");
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[must_use]
pub fn socket_strerror(error_code: i32) -> String {
    traced!(socket_strerror(error_code) as [Named::error(error_code)]);

    sys::strerror(error_code)
}
