//! The codes of `Io\Poll\FailedPollOperationException`.

/// No failure.
pub const ERROR_NONE: i32 = 0;
/// A failure that has no code of its own.
pub const ERROR_SYSTEM: i32 = 1;
/// No memory: `ENOMEM`.
pub const ERROR_NOMEM: i32 = 2;
/// An invalid argument or descriptor: `EINVAL`, `EBADF`.
pub const ERROR_INVALID: i32 = 3;
/// It is watched already: `EEXIST`.
pub const ERROR_EXISTS: i32 = 4;
/// It is not watched: `ENOENT`.
pub const ERROR_NOTFOUND: i32 = 5;
/// The time has passed: `ETIMEDOUT`.
pub const ERROR_TIMEOUT: i32 = 6;
/// A signal interrupted the call: `EINTR`.
pub const ERROR_INTERRUPTED: i32 = 7;
/// It is not permitted: `EPERM`, `EACCES`.
pub const ERROR_PERMISSION: i32 = 8;
/// No more descriptors: `EMFILE`, `ENFILE`.
pub const ERROR_TOOBIG: i32 = 9;
/// Not now: `EAGAIN`.
pub const ERROR_AGAIN: i32 = 10;
/// The backend or the handle does not support it: `EOPNOTSUPP`, `ENOSYS`, and `EPERM` of a handle
/// that cannot be watched, such as a regular file.
pub const ERROR_NOSUPPORT: i32 = 11;
