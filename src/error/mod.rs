//! [`Error`], the error type of every function, and the thread's last error.

mod kind;
mod name;

use std::borrow::Cow;
use std::cell::Cell;
use std::{error, fmt, io};

use crate::constants::{SOCKET_EAGAIN, SOCKET_EINPROGRESS, SOCKET_EINTR, SOCKET_EIO};
use crate::sys;

pub use kind::ErrorKind;
#[cfg(feature = "tracing")]
pub(crate) use name::name as error_name;

thread_local! {
    static LAST_ERROR: Cell<i32> = const { Cell::new(0) };
}

/// The result of a call that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed, in PHP's words.
///
/// [`Display`](fmt::Display) writes PHP's warning or exception, word for word.
///
/// # As an `io::Error`
///
/// The `?` operator converts an `Error` into an [`io::Error`] with the same message. Its kind is
/// the one that std gives the code. `raw_os_error()` returns `None`, because std stores either a
/// code or a message. To get the code back, take the `Error` out again:
///
/// ```
/// use php_sockets::*;
///
/// fn code(error: &std::io::Error) -> Option<i32> {
///     let inside = error.get_ref()?.downcast_ref::<Error>();
///     inside.map(Error::code).or(error.raw_os_error())
/// }
///
/// fn read() -> std::io::Result<Vec<u8>> {
///     let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
///     Ok(socket_read(&socket, 8192, None)?)
/// }
/// assert_eq!(code(&read().unwrap_err()), Some(SOCKET_ENOTCONN));
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// let error = socket_read(&socket, 8192, None).unwrap_err();
///
/// assert_eq!(
///     error.to_string(),
///     "socket_read(): unable to read from socket [107]: Transport endpoint is not connected",
/// );
/// assert_eq!(error.kind(), ErrorKind::Warning);
/// assert_eq!(error.function(), Some("socket_read"));
/// assert_eq!(error.code(), SOCKET_ENOTCONN);
/// assert_eq!(error.name(), Some("ENOTCONN"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    function: Option<&'static str>,
    message: Cow<'static, str>,
    code: i32,
    kind: ErrorKind,
    argument: Option<(usize, &'static str)>,
}

impl Error {
    /// How PHP reports this failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The function that failed, such as `socket_bind`. `None` where PHP's message has no function
    /// name.
    #[must_use]
    pub fn function(&self) -> Option<&'static str> {
        self.function
    }

    /// The code of the failure, which [`socket_last_error`](crate::socket_last_error) returns
    /// too: the system's `errno`, or -10000 minus `h_errno` if the name of a host could not be
    /// resolved.
    ///
    /// Two kinds of code are not recorded as a last error: 0, for a bad argument, and the
    /// `EAI_…` codes of [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup).
    #[must_use]
    pub fn code(&self) -> i32 {
        self.code
    }

    /// What PHP's `getCode()` returns: the code of an exception of
    /// [`Io\Poll`](crate::io_poll), such as
    /// [`ERROR_INTERRUPTED`](crate::io_poll::ERROR_INTERRUPTED). 0 for every other failure.
    #[must_use]
    pub fn exception_code(&self) -> i32 {
        self.kind.exception_code(self.code)
    }

    /// The code's name in C, such as `ECONNREFUSED` (from the manual page
    /// `errno(3)`), `HOST_NOT_FOUND` (from `gethostbyname(3)`) or `EAI_NONAME` (from
    /// `getaddrinfo(3)`).
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        name::name(self.code)
    }

    /// The argument that is wrong: its position, counted from 1 as in PHP, and its name.
    #[must_use]
    pub fn argument(&self) -> Option<(usize, &'static str)> {
        self.argument
    }

    /// Whether the call would have had to wait: on a non-blocking socket, or for longer than
    /// `SO_RCVTIMEO` or `SO_SNDTIMEO` allows. The code is `EAGAIN`.
    ///
    /// For a connection that is still being made, see [`is_in_progress`](Error::is_in_progress).
    #[must_use]
    pub fn is_would_block(&self) -> bool {
        self.code == SOCKET_EAGAIN
    }

    /// Whether a [`socket_connect`](crate::socket_connect) that did not wait has started a
    /// connection that is still being made. The code is `EINPROGRESS`.
    ///
    /// When it is made or has failed, [`socket_select`](crate::socket_select) reports the socket
    /// as writable.
    #[must_use]
    pub fn is_in_progress(&self) -> bool {
        self.code == SOCKET_EINPROGRESS
    }

    /// Whether a signal interrupted the call. As in PHP, the caller has to make the call again.
    /// The code is `EINTR`.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.code == SOCKET_EINTR
    }

    /// The error of a failed system call. The code becomes the thread's last error.
    #[cold]
    pub(crate) fn os(function: &'static str, message: &'static str, cause: io::Error) -> Self {
        let code = cause.raw_os_error().unwrap_or(SOCKET_EIO);
        let kind = match code {
            SOCKET_EAGAIN | SOCKET_EINPROGRESS => ErrorKind::Silent,
            _ => ErrorKind::Warning,
        };
        set_thread_last_error(code);
        Self {
            function: Some(function),
            message: message.into(),
            code,
            kind,
            argument: None,
        }
    }

    /// As [`Error::os`], for a function in which PHP prints a warning for every code.
    #[cold]
    pub(crate) fn os_warning(
        function: &'static str,
        message: &'static str,
        cause: io::Error,
    ) -> Self {
        Self {
            kind: ErrorKind::Warning,
            ..Self::os(function, message, cause)
        }
    }

    /// An argument with a wrong value: PHP's `ValueError`. It is not recorded as a last error.
    #[cold]
    pub(crate) fn value(
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        Self::argument_of(ErrorKind::ValueError, function, index, name, rule)
    }

    /// An argument of a wrong type: PHP's `TypeError`. It is not recorded as a last error.
    #[cold]
    pub(crate) fn r#type(
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        Self::argument_of(ErrorKind::TypeError, function, index, name, rule)
    }

    /// An argument for which PHP returns `false` without a warning. The message is our own.
    #[cold]
    pub(crate) fn silent(
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        Self::argument_of(ErrorKind::Silent, function, index, name, rule)
    }

    /// A warning without a code. PHP does not record it as a last error.
    #[cold]
    pub(crate) fn warning(function: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            function: Some(function),
            kind: ErrorKind::Warning,
            ..Self::unnamed(message)
        }
    }

    /// PHP's error for an array that it cannot convert: `path` is the key that is wrong.
    #[cold]
    pub(crate) fn conversion(function: &'static str, path: &str, rule: &str) -> Self {
        let message = format!("error converting user data (path: {path}): {rule}");
        Self::warning(function, message)
    }

    /// A `ValueError` that does not name an argument.
    #[cold]
    pub(crate) fn usage(function: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            function: Some(function),
            ..Self::unnamed(message)
        }
    }

    /// A `ValueError` that does not name the function either.
    #[cold]
    pub(crate) fn unnamed(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            function: None,
            message: message.into(),
            code: 0,
            kind: ErrorKind::ValueError,
            argument: None,
        }
    }

    /// PHP's `Error`, which names neither a function nor an argument.
    #[cold]
    pub(crate) fn thrown(message: &'static str) -> Self {
        Self {
            kind: ErrorKind::Error,
            ..Self::unnamed(message)
        }
    }

    /// An exception of `Io\Poll`. It is not recorded as a last error.
    #[cold]
    pub(crate) fn exception(
        kind: ErrorKind,
        message: &'static str,
        cause: Option<io::Error>,
    ) -> Self {
        Self {
            code: cause.map_or(0, |cause| cause.raw_os_error().unwrap_or(SOCKET_EIO)),
            kind,
            ..Self::unnamed(message)
        }
    }

    /// A failed look-up for which PHP prints no warning and records no last error.
    #[cold]
    pub(crate) fn lookup(function: &'static str, message: &'static str, code: i32) -> Self {
        Self {
            code,
            kind: ErrorKind::Silent,
            ..Self::warning(function, message)
        }
    }

    fn argument_of(
        kind: ErrorKind,
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        let message = format!("Argument #{index} (${name}) {rule}").into();
        Self {
            function: Some(function),
            message,
            code: 0,
            kind,
            argument: Some((index, name)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(function) = self.function {
            write!(f, "{function}(): ")?;
        }
        f.write_str(&self.message)?;
        match self.code {
            0 => Ok(()),
            _ if self.kind.is_poll_exception() => Ok(()), // PHP's message has no code
            // The codes of `getaddrinfo(3)` are small negative numbers. Those of a failed look-up
            // are -10000 - `h_errno`, and an `h_errno` of -1 gives -9999.
            code @ -9_998..0 => write!(f, " [{code}]: {}", sys::gai_strerror(code)),
            code => write!(f, " [{code}]: {}", sys::strerror(code)),
        }
    }
}

/// The same words, as a `main` that returns an error prints it with `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl error::Error for Error {}

/// The kind is the one that std gives the code, or `InvalidInput` if there is no code.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.code {
            0 => io::ErrorKind::InvalidInput,
            code => io::Error::from_raw_os_error(code).kind(),
        };
        io::Error::new(kind, error)
    }
}

pub(crate) fn thread_last_error() -> i32 {
    LAST_ERROR.get()
}

pub(crate) fn set_thread_last_error(code: i32) {
    LAST_ERROR.set(code);
}
