//! [`ErrorKind`].

use crate::constants::poll::*;

/// How PHP reports a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// PHP prints a warning and returns `false`.
    Warning,
    /// PHP returns `false` without a warning: for a call that would block, a connection
    /// that is still being made, a failed
    /// [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup), or a length of 0.
    Silent,
    /// PHP throws a `ValueError`: an argument of the right type with a wrong value.
    ValueError,
    /// PHP throws a `TypeError`: an argument of the wrong type.
    TypeError,
    /// PHP throws an `Error`: a packet socket has no interface.
    Error,
    /// PHP throws an `Io\Poll\FailedContextInitializationException`.
    FailedContextInitializationException,
    /// PHP throws an `Io\Poll\FailedHandleAddException`.
    FailedHandleAddException,
    /// PHP throws an `Io\Poll\FailedWatcherModificationException`.
    FailedWatcherModificationException,
    /// PHP throws an `Io\Poll\FailedPollWaitException`.
    FailedPollWaitException,
    /// PHP throws an `Io\Poll\HandleAlreadyWatchedException`.
    HandleAlreadyWatchedException,
    /// PHP throws an `Io\Poll\InactiveWatcherException`.
    InactiveWatcherException,
}

impl ErrorKind {
    /// Whether it is one of `Io\Poll`'s exceptions, whose message does not contain the code.
    pub(super) fn is_poll_exception(self) -> bool {
        match self {
            Self::Warning | Self::Silent | Self::ValueError | Self::TypeError | Self::Error => {
                false
            }
            Self::FailedContextInitializationException
            | Self::FailedHandleAddException
            | Self::FailedWatcherModificationException
            | Self::FailedPollWaitException
            | Self::HandleAlreadyWatchedException
            | Self::InactiveWatcherException => true,
        }
    }

    /// The code of `Io\Poll`'s exceptions for an `errno`, as PHP 8.6 returns it.
    pub(super) fn exception_code(self, errno: i32) -> i32 {
        match (self, errno) {
            _ if !self.is_poll_exception() => ERROR_NONE,
            (Self::FailedHandleAddException, libc::EPERM) => ERROR_NOSUPPORT,
            (Self::FailedWatcherModificationException, libc::ENOENT) => ERROR_EXISTS,
            (_, 0) => ERROR_NONE,
            (_, libc::ENOMEM) => ERROR_NOMEM,
            (_, libc::EINVAL | libc::EBADF) => ERROR_INVALID,
            (_, libc::EEXIST) => ERROR_EXISTS,
            (_, libc::ENOENT) => ERROR_NOTFOUND,
            (_, libc::ETIMEDOUT) => ERROR_TIMEOUT,
            (_, libc::EINTR) => ERROR_INTERRUPTED,
            (_, libc::EPERM | libc::EACCES) => ERROR_PERMISSION,
            (_, libc::EMFILE | libc::ENFILE) => ERROR_TOOBIG,
            (_, libc::EAGAIN) => ERROR_AGAIN,
            (_, libc::ENOSYS | libc::EOPNOTSUPP) => ERROR_NOSUPPORT,
            _ => ERROR_SYSTEM,
        }
    }
}
