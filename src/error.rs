//! The one error type, and the thread's last error.

use std::borrow::Cow;
use std::cell::Cell;
use std::{error, fmt, io};

use nix::errno::Errno;

use crate::constants::{
    EAI_ADDRFAMILY, EAI_AGAIN, EAI_BADFLAGS, EAI_FAIL, EAI_FAMILY, EAI_NODATA, EAI_NONAME,
    EAI_OVERFLOW, EAI_SERVICE, EAI_SOCKTYPE, EAI_SYSTEM, SOCKET_EAGAIN, SOCKET_EINPROGRESS,
    SOCKET_EINTR, SOCKET_EIO,
};
use crate::sys;

thread_local! {
    static LAST_ERROR: Cell<i32> = const { Cell::new(0) };
}

/// What a call that can fail returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed, in PHP's words.
///
/// [`Display`](fmt::Display) is the text of PHP's warning or exception, to the
/// letter. Converted into an [`io::Error`] it stays whole:
/// `io_error.get_ref()` leads back to it.
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
/// assert_eq!(error.function(), "socket_read");
/// assert_eq!(error.code(), SOCKET_ENOTCONN);
/// assert_eq!(error.name().as_deref(), Some("ENOTCONN"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    function: &'static str,
    message: Cow<'static, str>,
    code: i32,
    kind: ErrorKind,
    argument: Option<(usize, &'static str)>,
}

/// How PHP tells of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// PHP prints a warning and returns `false`.
    Warning,
    /// PHP returns `false` without a word: a call that would block, a connection
    /// that is still being made, a failed
    /// [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup), a length of 0.
    Silent,
    /// PHP throws a `ValueError`: an argument of the right type with a wrong value.
    ValueError,
    /// PHP throws a `TypeError`: an argument of the wrong type.
    TypeError,
}

impl Error {
    /// How PHP tells of this failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The function that failed, such as `socket_bind`; empty where PHP's text leaves
    /// it out.
    pub fn function(&self) -> &'static str {
        self.function
    }

    /// The number that [`socket_last_error`](crate::socket_last_error) then
    /// returns: the system's `errno`; for a failed look-up of a name, -10000
    /// minus `h_errno`; 0 for a bad argument. For
    /// [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup) one of `EAI_…`, which
    /// is recorded nowhere.
    pub fn code(&self) -> i32 {
        self.code
    }

    /// The code's name in C, such as `ECONNREFUSED` (from the manual page
    /// `errno(3)`), `HOST_NOT_FOUND` (from `gethostbyname(3)`) or `EAI_NONAME` (from
    /// `getaddrinfo(3)`).
    pub fn name(&self) -> Option<String> {
        match self.code {
            0 => None,
            ..0 => resolver_name(self.code).map(str::to_owned),
            code => match Errno::from_raw(code) {
                Errno::UnknownErrno => None,
                errno => Some(format!("{errno:?}")),
            },
        }
    }

    /// The argument that is wrong: its place, counted from 1 as PHP does, and its
    /// name.
    pub fn argument(&self) -> Option<(usize, &'static str)> {
        self.argument
    }

    /// Whether the call would have had to wait: on a non-blocking socket, or
    /// longer than `SO_RCVTIMEO` or `SO_SNDTIMEO` allows.
    pub fn is_would_block(&self) -> bool {
        self.code == SOCKET_EAGAIN
    }

    /// Whether a signal ended the call. As in PHP it is up to the caller to call
    /// again.
    pub fn is_interrupted(&self) -> bool {
        self.code == SOCKET_EINTR
    }

    /// A failed call: the code becomes the thread's last error.
    #[cold]
    pub(crate) fn os(function: &'static str, message: &'static str, cause: io::Error) -> Self {
        let code = cause.raw_os_error().unwrap_or(SOCKET_EIO);
        let kind = match code {
            SOCKET_EAGAIN | SOCKET_EINPROGRESS => ErrorKind::Silent,
            _ => ErrorKind::Warning,
        };
        set_thread_last_error(code);
        Self {
            function,
            message: message.into(),
            code,
            kind,
            argument: None,
        }
    }

    /// A failed call whose every code is a warning, recorded for the thread.
    #[cold]
    pub(crate) fn loud(function: &'static str, message: &'static str, cause: io::Error) -> Self {
        Self {
            kind: ErrorKind::Warning,
            ..Self::os(function, message, cause)
        }
    }

    /// An argument with a wrong value: PHP's `ValueError`, which records nothing.
    #[cold]
    pub(crate) fn value(
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        Self::argument_of(ErrorKind::ValueError, function, index, name, rule)
    }

    /// An argument of a wrong type: PHP's `TypeError`, which records nothing.
    #[cold]
    pub(crate) fn r#type(
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        Self::argument_of(ErrorKind::TypeError, function, index, name, rule)
    }

    /// An argument for which PHP returns `false` without a word. The text is ours.
    #[cold]
    pub(crate) fn silent(
        function: &'static str,
        index: usize,
        name: &'static str,
        rule: &str,
    ) -> Self {
        Self::argument_of(ErrorKind::Silent, function, index, name, rule)
    }

    /// A warning without a code, which PHP records nowhere.
    #[cold]
    pub(crate) fn warning(function: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            function,
            message: message.into(),
            code: 0,
            kind: ErrorKind::Warning,
            argument: None,
        }
    }

    /// A `ValueError` that is about no single argument. PHP leaves the function's
    /// name out of some; then `function` is empty here too, and so is [`function`].
    ///
    /// [`function`]: Error::function
    #[cold]
    pub(crate) fn usage(function: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: ErrorKind::ValueError,
            ..Self::warning(function, message)
        }
    }

    /// A failed look-up of which PHP says nothing and records nothing.
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
            function,
            message,
            code: 0,
            kind,
            argument: Some((index, name)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.function.is_empty() {
            write!(f, "{}(): ", self.function)?;
        }
        f.write_str(&self.message)?;
        match self.code {
            0 => Ok(()),
            // The codes of `getaddrinfo(3)` are above those of `h_errno`, which PHP
            // subtracts from -10000.
            code @ -9_998..0 => write!(f, " [{code}]: {}", sys::gai_strerror(code)),
            code => write!(f, " [{code}]: {}", sys::strerror(code)),
        }
    }
}

impl error::Error for Error {}

/// Its kind is that of the code; `InvalidInput` for an error without one.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error.code {
            0 => io::ErrorKind::InvalidInput,
            code => io::Error::from_raw_os_error(code).kind(),
        };
        io::Error::new(kind, error)
    }
}

/// The names that a failed look-up can have.
fn resolver_name(code: i32) -> Option<&'static str> {
    Some(match code {
        -9_999 => "NETDB_INTERNAL",
        -10_001 => "HOST_NOT_FOUND",
        -10_002 => "TRY_AGAIN",
        -10_003 => "NO_RECOVERY",
        -10_004 => "NO_DATA",
        EAI_ADDRFAMILY => "EAI_ADDRFAMILY",
        EAI_AGAIN => "EAI_AGAIN",
        EAI_BADFLAGS => "EAI_BADFLAGS",
        EAI_FAIL => "EAI_FAIL",
        EAI_FAMILY => "EAI_FAMILY",
        EAI_NODATA => "EAI_NODATA",
        EAI_NONAME => "EAI_NONAME",
        EAI_OVERFLOW => "EAI_OVERFLOW",
        EAI_SERVICE => "EAI_SERVICE",
        EAI_SOCKTYPE => "EAI_SOCKTYPE",
        EAI_SYSTEM => "EAI_SYSTEM",
        _ => return None,
    })
}

pub(crate) fn thread_last_error() -> i32 {
    LAST_ERROR.get()
}

pub(crate) fn set_thread_last_error(code: i32) {
    LAST_ERROR.set(code);
}
