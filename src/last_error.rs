//! Last errors: [`socket_last_error`], [`socket_clear_error`], [`socket_strerror`].

use crate::error::{set_thread_last_error, thread_last_error};
use crate::socket::Socket;
use crate::sys;

/// Returns the code of the last failure.
///
/// With a socket, of the last call on it that failed; with `None`, of the last
/// call in this thread that failed, on whatever socket. 0 means that none did.
/// A success does not change it: only [`socket_clear_error`] does.
///
/// A bad argument is reported by the [`Error`](crate::Error) alone and recorded
/// nowhere.
///
/// # PHP
///
/// ```php
/// socket_last_error(?Socket $socket = null): int
/// ```
///
/// PHP keeps one last error for the process and one for each socket. Here the
/// first is one for each thread.
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
#[must_use]
pub fn socket_last_error<'a>(socket: impl Into<Option<&'a Socket>>) -> i32 {
    match socket.into() {
        Some(socket) => socket.last_error(),
        None => thread_last_error(),
    }
}

/// Forgets the last error: of a socket, or with `None` of this thread.
///
/// The two are independent: clearing one leaves the other.
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
pub fn socket_clear_error<'a>(socket: impl Into<Option<&'a Socket>>) {
    match socket.into() {
        Some(socket) => socket.set_last_error(0),
        None => set_thread_last_error(0),
    }
}

/// Returns the text for a code: the C library's own.
///
/// Codes below -10000 are those of failed look-ups of names (-10000 minus
/// `h_errno`). An unknown code has a text too: `Unknown error 99999`.
///
/// # PHP
///
/// ```php
/// socket_strerror(int $error_code): string
/// ```
///
/// PHP throws a `ValueError` for a number beyond 32 bits; an `i32` cannot be one.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// assert_eq!(socket_strerror(SOCKET_ECONNREFUSED), "Connection refused");
/// assert_eq!(socket_strerror(-10_001), "Unknown host");
/// ```
#[must_use]
pub fn socket_strerror(error_code: i32) -> String {
    sys::strerror(error_code)
}
