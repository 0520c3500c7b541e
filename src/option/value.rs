//! [`OptionValue`]: the value of an option.

use std::ffi::{OsStr, OsString};
#[cfg(feature = "tracing")]
use std::fmt;
use std::time::Duration;

#[cfg(doc)]
use crate::constants::*;
use crate::structs::{
    Credentials, GroupRequest, In6PktInfo, Linger, MemInfo, SourceRequest, Timeout,
};
#[cfg(feature = "tracing")]
use crate::trace::{Named, Php};

/// The value of an option.
///
/// [`socket_set_option`](crate::socket_set_option) takes anything that converts into one: an `i32`,
/// a `bool`, a string, a [`Duration`], or the struct that the option takes.
///
/// The result of [`socket_get_option`](crate::socket_get_option) can be compared with a number, a
/// string, a [`Duration`] or a struct. It is equal only to a value of its own variant: an option
/// that is on, for example, is the number 1 and not `true`. For each variant there is an accessor.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::time::Duration;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, true)?;
/// assert_eq!(socket_get_option(&socket, SOL_SOCKET, SO_REUSEADDR)?, 1);
///
/// socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, Duration::from_secs(2))?;
/// let timeout = socket_get_option(&socket, SOL_SOCKET, SO_RCVTIMEO)?.as_timeout();
/// assert_eq!(timeout, Some(Timeout { sec: 2, usec: 0 }));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OptionValue {
    /// A number. For an option that is on or off, 1 or 0.
    Int(i32),
    /// Sets a number to 1 or 0. [`socket_get_option`](crate::socket_get_option) never returns it.
    Bool(bool),
    /// The value of [`TCP_CONGESTION`] or [`SO_BINDTODEVICE`], or the name of an interface.
    Name(OsString),
    /// The value of [`SO_LINGER`].
    Linger(Linger),
    /// The value of [`SO_RCVTIMEO`] and [`SO_SNDTIMEO`].
    Timeout(Timeout),
    /// The value of [`SO_MEMINFO`].
    MemInfo(MemInfo),
    /// The value of `SO_PEERCRED` (17).
    Credentials(Credentials),
    /// The value of [`IPV6_PKTINFO`].
    PktInfo(In6PktInfo),
    /// The value of [`MCAST_JOIN_GROUP`] and [`MCAST_LEAVE_GROUP`].
    Group(GroupRequest),
    /// The value of the four `MCAST_…` options that name a source.
    Source(SourceRequest),
}

impl OptionValue {
    /// Returns the number, if it is one.
    #[inline]
    #[must_use]
    pub fn as_int(&self) -> Option<i32> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the `bool`, if it was made from one. An option that was read is a number instead.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the name, if it is one.
    #[must_use]
    pub fn as_name(&self) -> Option<&OsStr> {
        match self {
            Self::Name(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the value of [`SO_LINGER`], if it is one.
    #[must_use]
    pub fn as_linger(&self) -> Option<Linger> {
        match self {
            Self::Linger(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the value of [`SO_RCVTIMEO`] or [`SO_SNDTIMEO`], if it is one.
    #[must_use]
    pub fn as_timeout(&self) -> Option<Timeout> {
        match self {
            Self::Timeout(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the value of [`SO_MEMINFO`], if it is one.
    #[must_use]
    pub fn as_mem_info(&self) -> Option<MemInfo> {
        match self {
            Self::MemInfo(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the value of `SO_PEERCRED`, if it is one.
    #[must_use]
    pub fn as_credentials(&self) -> Option<Credentials> {
        match self {
            Self::Credentials(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the value of [`IPV6_PKTINFO`], if it is one.
    #[must_use]
    pub fn as_pkt_info(&self) -> Option<In6PktInfo> {
        match self {
            Self::PktInfo(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the group to join or leave, if it is one.
    #[must_use]
    pub fn as_group(&self) -> Option<&GroupRequest> {
        match self {
            Self::Group(value) => Some(value),
            _ => None,
        }
    }

    /// Returns the group and its source, if it is one.
    #[must_use]
    pub fn as_source(&self) -> Option<&SourceRequest> {
        match self {
            Self::Source(value) => Some(value),
            _ => None,
        }
    }

    /// The name of the type in PHP's error messages.
    pub(super) fn php_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Name(_) => "string",
            _ => "array",
        }
    }
}

#[cfg(feature = "tracing")]
impl OptionValue {
    /// The value of this option: some numbers have a name.
    pub(super) fn of(&self, level: i32, option: i32) -> Box<dyn Php + '_> {
        match self {
            Self::Int(number) => Box::new(Named::value(level, option, *number)),
            _ => Box::new(self),
        }
    }
}

#[cfg(feature = "tracing")]
impl Php for OptionValue {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.php(f),
            Self::Bool(value) => value.php(f),
            Self::Name(value) => value.php(f),
            Self::Linger(value) => value.php(f),
            Self::Timeout(value) => value.php(f),
            Self::MemInfo(value) => value.php(f),
            Self::Credentials(value) => value.php(f),
            Self::PktInfo(value) => value.php(f),
            Self::Group(value) => value.php(f),
            Self::Source(value) => value.php(f),
        }
    }
}

impl From<&str> for OptionValue {
    fn from(value: &str) -> Self {
        Self::Name(value.into())
    }
}

impl From<String> for OptionValue {
    fn from(value: String) -> Self {
        Self::Name(value.into())
    }
}

impl From<&OsStr> for OptionValue {
    fn from(value: &OsStr) -> Self {
        Self::Name(value.to_owned())
    }
}

impl From<Duration> for OptionValue {
    fn from(value: Duration) -> Self {
        Self::Timeout(value.into())
    }
}

macro_rules! from_shape {
    ($($shape:ident($value:ty)),+) => {$(
        impl From<$value> for OptionValue {
            #[inline]
            fn from(value: $value) -> Self {
                Self::$shape(value)
            }
        }
    )+};
}

from_shape!(
    Int(i32),
    Bool(bool),
    Name(OsString),
    Linger(Linger),
    Timeout(Timeout),
    PktInfo(In6PktInfo),
    Group(GroupRequest),
    Source(SourceRequest)
);

impl PartialEq<i32> for OptionValue {
    fn eq(&self, other: &i32) -> bool {
        self.as_int() == Some(*other)
    }
}

impl PartialEq<Duration> for OptionValue {
    fn eq(&self, other: &Duration) -> bool {
        self.as_timeout().and_then(Timeout::as_duration) == Some(*other)
    }
}

macro_rules! compares_name_with {
    ($($string:ty),+) => {$(
        impl PartialEq<$string> for OptionValue {
            fn eq(&self, other: &$string) -> bool {
                let other: &OsStr = other.as_ref();
                self.as_name() == Some(other)
            }
        }
    )+};
}

compares_name_with!(str, &str, String, OsStr, &OsStr, OsString);

macro_rules! compares_shape_with {
    ($($shape:ident($value:ty)),+) => {$(
        impl PartialEq<$value> for OptionValue {
            fn eq(&self, other: &$value) -> bool {
                matches!(self, Self::$shape(value) if value == other)
            }
        }
    )+};
}

compares_shape_with!(
    Linger(Linger),
    Timeout(Timeout),
    MemInfo(MemInfo),
    Credentials(Credentials),
    PktInfo(In6PktInfo),
    Group(GroupRequest),
    Source(SourceRequest)
);
