//! Options: [`socket_get_option`], [`socket_set_option`], their short names, and
//! [`OptionValue`].

use std::os::fd::AsFd;
use std::time::Duration;

#[cfg(doc)]
use crate::constants::*;
use crate::constants::{SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET};
use crate::{Error, Result, Socket, sys};

/// The value of an option.
///
/// Made from an `i32`, a `bool` (0 or 1), a [`Duration`], a [`Linger`] or a
/// [`Timeout`], so that [`socket_set_option`] takes each of them as it is; and
/// equal to them, so that an answer can be compared with what was set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OptionValue {
    /// A number; for a switch, 0 or 1.
    Int(i32),
    /// What [`SO_LINGER`] holds.
    Linger(Linger),
    /// What [`SO_RCVTIMEO`] and [`SO_SNDTIMEO`] hold.
    Timeout(Timeout),
}

/// What closing a socket does with data that is not sent yet: PHP's array with the
/// keys `l_onoff` and `l_linger`.
///
/// Off, closing returns at once and the system goes on sending. On, it waits for
/// at most `l_linger` seconds. On with 0 seconds, the data is thrown away and the
/// peer gets `Connection reset by peer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Linger {
    /// On, unless 0.
    pub l_onoff: u16,
    /// The longest wait, in seconds.
    pub l_linger: u16,
}

/// How long a call waits: PHP's array with the keys `sec` and `usec`. Zero means
/// for ever.
///
/// Linux counts in ticks of its clock, commonly 4 ms, and rounds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Timeout {
    /// Whole seconds.
    pub sec: i64,
    /// Microseconds beyond them, 0 to 999999.
    pub usec: i64,
}

impl OptionValue {
    /// The number, if it is one.
    pub fn as_int(&self) -> Option<i32> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// The value of [`SO_LINGER`], if it is one.
    pub fn as_linger(&self) -> Option<Linger> {
        match self {
            Self::Linger(value) => Some(*value),
            _ => None,
        }
    }

    /// The value of [`SO_RCVTIMEO`] or [`SO_SNDTIMEO`], if it is one.
    pub fn as_timeout(&self) -> Option<Timeout> {
        match self {
            Self::Timeout(value) => Some(*value),
            _ => None,
        }
    }

    /// PHP's name for the type.
    fn php_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Linger(_) | Self::Timeout(_) => "array",
        }
    }
}

impl From<i32> for OptionValue {
    fn from(value: i32) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for OptionValue {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<Linger> for OptionValue {
    fn from(value: Linger) -> Self {
        Self::Linger(value)
    }
}

impl From<Timeout> for OptionValue {
    fn from(value: Timeout) -> Self {
        Self::Timeout(value)
    }
}

impl From<Duration> for OptionValue {
    fn from(value: Duration) -> Self {
        Self::Timeout(value.into())
    }
}

/// Rounds up to whole microseconds, so that a short wait does not become an endless
/// one.
impl From<Duration> for Timeout {
    fn from(value: Duration) -> Self {
        let micros = value.as_nanos().div_ceil(1000);
        Self {
            sec: i64::try_from(micros / 1_000_000).unwrap_or(i64::MAX),
            usec: (micros % 1_000_000) as i64,
        }
    }
}

impl PartialEq<i32> for OptionValue {
    fn eq(&self, other: &i32) -> bool {
        self.as_int() == Some(*other)
    }
}

impl PartialEq<Linger> for OptionValue {
    fn eq(&self, other: &Linger) -> bool {
        self.as_linger() == Some(*other)
    }
}

impl PartialEq<Timeout> for OptionValue {
    fn eq(&self, other: &Timeout) -> bool {
        self.as_timeout() == Some(*other)
    }
}

/// Returns the value of an option.
///
/// `level` is whose option it is: [`SOL_SOCKET`], [`SOL_TCP`], [`IPPROTO_IP`],
/// [`IPPROTO_IPV6`], … Level and option go to the system as they are.
///
/// The answer is an [`OptionValue::Int`], except for [`SO_LINGER`],
/// [`SO_RCVTIMEO`] and [`SO_SNDTIMEO`].
///
/// # Errors
///
/// `Unable to retrieve socket option`, with the code
///
/// - [`SOCKET_ENOPROTOOPT`] if the level has no such option;
/// - [`SOCKET_EOPNOTSUPP`] if the socket has no such level.
///
/// # PHP
///
/// ```php
/// socket_get_option(Socket $socket, int $level, int $option): array|int|false
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// assert_eq!(socket_get_option(&socket, SOL_SOCKET, SO_TYPE)?, SOCK_STREAM);
///
/// let error = socket_get_option(&socket, SOL_SOCKET, 9999).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_get_option(): Unable to retrieve socket option [92]: Protocol not available",
/// );
/// # Ok::<(), Error>(())
/// ```
pub fn socket_get_option(socket: &Socket, level: i32, option: i32) -> Result<OptionValue> {
    get("socket_get_option", socket, level, option)
}

/// [`socket_get_option`] by its short name, which its errors carry.
///
/// # Errors
///
/// As [`socket_get_option`].
///
/// # PHP
///
/// ```php
/// socket_getopt(Socket $socket, int $level, int $option): array|int|false
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// assert_eq!(socket_getopt(&socket, SOL_SOCKET, SO_ERROR)?, 0);
/// # Ok::<(), Error>(())
/// ```
pub fn socket_getopt(socket: &Socket, level: i32, option: i32) -> Result<OptionValue> {
    get("socket_getopt", socket, level, option)
}

fn get(function: &'static str, socket: &Socket, level: i32, option: i32) -> Result<OptionValue> {
    let descriptor = socket.as_fd();

    match (level, option) {
        (SOL_SOCKET, SO_LINGER) => sys::get_linger(descriptor).map(|value| {
            let [l_onoff, l_linger] =
                [value.l_onoff, value.l_linger].map(|part| u16::try_from(part).unwrap_or(u16::MAX));
            Linger { l_onoff, l_linger }.into()
        }),
        (SOL_SOCKET, SO_RCVTIMEO | SO_SNDTIMEO) => {
            sys::get_timeval(descriptor, option).map(|value| {
                Timeout {
                    sec: value.tv_sec,
                    usec: value.tv_usec,
                }
                .into()
            })
        }
        _ => sys::get_int(descriptor, level, option).map(OptionValue::Int),
    }
    .map_err(|cause| socket.fail(function, "Unable to retrieve socket option", cause))
}

/// Sets an option.
///
/// `level` is whose option it is: [`SOL_SOCKET`], [`SOL_TCP`], [`IPPROTO_IP`],
/// [`IPPROTO_IPV6`], … Level and option go to the system as they are.
///
/// `value` is a number or a `bool`; for [`SO_LINGER`] a [`Linger`]; for
/// [`SO_RCVTIMEO`] and [`SO_SNDTIMEO`] a [`Timeout`] or a [`Duration`].
///
/// # Errors
///
/// A `TypeError`, before any system call, if the option takes a value of another
/// type.
///
/// `Unable to set socket option`, with the code
///
/// - [`SOCKET_ENOPROTOOPT`] if the level has no such option, or it cannot be set;
/// - [`SOCKET_EINVAL`] if the option does not take this number;
/// - [`SOCKET_EPERM`] or [`SOCKET_EACCES`] if setting it needs a privilege;
/// - 33 (`EDOM`) for a [`Timeout`] whose microseconds are not below a second.
///
/// # PHP
///
/// ```php
/// socket_set_option(Socket $socket, int $level, int $option, $value): bool
/// ```
///
/// PHP casts whatever it is given to a number, and goes by the number of the option
/// alone at most levels: 13 is `SO_LINGER` for it even at [`SOL_UDP`]. Here the
/// level counts.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::time::Duration;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, 1)?;
/// socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, Duration::from_secs(5))?;
/// socket_set_option(&socket, SOL_SOCKET, SO_LINGER, Linger { l_onoff: 1, l_linger: 3 })?;
///
/// let timeout = socket_get_option(&socket, SOL_SOCKET, SO_RCVTIMEO)?;
/// assert_eq!(timeout, Timeout { sec: 5, usec: 0 });
///
/// let error = socket_set_option(&socket, SOL_SOCKET, SO_LINGER, 1).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_set_option(): Argument #4 ($value) must be of type array \
///      when argument #3 ($option) is SO_LINGER, int given",
/// );
/// # Ok::<(), Error>(())
/// ```
pub fn socket_set_option(
    socket: &Socket,
    level: i32,
    option: i32,
    value: impl Into<OptionValue>,
) -> Result<()> {
    set("socket_set_option", socket, level, option, value.into())
}

/// [`socket_set_option`] by its short name, which its errors carry.
///
/// # Errors
///
/// As [`socket_set_option`].
///
/// # PHP
///
/// ```php
/// socket_setopt(Socket $socket, int $level, int $option, $value): bool
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_setopt(&socket, SOL_TCP, TCP_NODELAY, true)?;
/// # Ok::<(), Error>(())
/// ```
pub fn socket_setopt(
    socket: &Socket,
    level: i32,
    option: i32,
    value: impl Into<OptionValue>,
) -> Result<()> {
    set("socket_setopt", socket, level, option, value.into())
}

fn set(
    function: &'static str,
    socket: &Socket,
    level: i32,
    option: i32,
    value: OptionValue,
) -> Result<()> {
    use OptionValue::{Int, Linger, Timeout};
    let descriptor = socket.as_fd();

    match (level, option, &value) {
        (SOL_SOCKET, SO_LINGER, Linger(value)) => {
            let [l_onoff, l_linger] = [value.l_onoff, value.l_linger].map(i32::from);
            sys::set_linger(descriptor, &libc::linger { l_onoff, l_linger })
        }
        (SOL_SOCKET, SO_RCVTIMEO | SO_SNDTIMEO, Timeout(value)) => {
            let value = libc::timeval {
                tv_sec: value.sec,
                tv_usec: value.usec,
            };
            sys::set_timeval(descriptor, option, &value)
        }
        (SOL_SOCKET, SO_LINGER, _) => return Err(wrong_type(function, "SO_LINGER", &value)),
        (SOL_SOCKET, SO_RCVTIMEO, _) => return Err(wrong_type(function, "SO_RCVTIMEO", &value)),
        (SOL_SOCKET, SO_SNDTIMEO, _) => return Err(wrong_type(function, "SO_SNDTIMEO", &value)),
        (_, _, Int(value)) => sys::set_int(descriptor, level, option, *value),
        _ => {
            return Err(Error::r#type(
                function,
                4,
                "value",
                "must be of type int, array given",
            ));
        }
    }
    .map_err(|cause| socket.fail(function, "Unable to set socket option", cause))
}

fn wrong_type(function: &'static str, option: &str, value: &OptionValue) -> Error {
    let given = value.php_type();
    let rule =
        format!("must be of type array when argument #3 ($option) is {option}, {given} given");
    Error::r#type(function, 4, "value", &rule)
}
