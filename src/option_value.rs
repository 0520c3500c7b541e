//! [`OptionValue`]: what an option is set to, and the structs that stand for PHP's
//! arrays.

use std::ffi::{OsStr, OsString};
use std::net::Ipv6Addr;
use std::time::Duration;

#[cfg(doc)]
use crate::constants::*;

/// The value of an option.
///
/// It is made from an `i32`, a `bool`, a text, a [`Duration`] or a struct that an option
/// takes, so that [`socket_set_option`](crate::socket_set_option) takes each of them as
/// it is. It can be compared with each of them, and with [`Credentials`] and [`MemInfo`],
/// which are only read. A `bool` is equal to the number 1 or 0, [`Credentials`] to the
/// number of the process, a [`Duration`] to its [`Timeout`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OptionValue {
    /// A number; for a switch, 0 or 1.
    Int(i32),
    /// A switch that is being set: 1 or 0 wherever a number belongs.
    Bool(bool),
    /// A name: of [`TCP_CONGESTION`] or [`SO_BINDTODEVICE`], or of an interface.
    Name(OsString),
    /// What [`SO_LINGER`] holds.
    Linger(Linger),
    /// What [`SO_RCVTIMEO`] and [`SO_SNDTIMEO`] hold.
    Timeout(Timeout),
    /// What [`SO_MEMINFO`] answers.
    MemInfo(MemInfo),
    /// What `SO_PEERCRED` (17) answers.
    Credentials(Credentials),
    /// What [`IPV6_PKTINFO`] takes.
    PktInfo(In6PktInfo),
    /// What [`MCAST_JOIN_GROUP`] and [`MCAST_LEAVE_GROUP`] take.
    Group(GroupRequest),
    /// What the four `MCAST_…` options with a source take.
    Source(SourceRequest),
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

/// How much memory a socket uses, in bytes, and in `drops` how many packets it has
/// lost: PHP's array with these keys. What each counts is in the manual page `sock_diag(7)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the kernel's own names, described in sock_diag(7)"
)]
pub struct MemInfo {
    pub rmem_alloc: u32,
    pub rcvbuf: u32,
    pub wmem_alloc: u32,
    pub sndbuf: u32,
    pub fwd_alloc: u32,
    pub wmem_queued: u32,
    pub optmem: u32,
    pub backlog: u32,
    pub drops: u32,
}

/// Who a process is: PHP's array with the keys `pid`, `uid` and `gid`.
///
/// The peer's, as the answer of `SO_PEERCRED` (option 17, for which PHP has no
/// constant and gives the `pid` alone); and in a control message of
/// [`socket_sendmsg`](crate::socket_sendmsg).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Credentials {
    /// The process.
    pub pid: i32,
    /// Its user.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

/// The address and the interface of an IPv6 packet: PHP's array with the keys `addr`
/// and `ifindex`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct In6PktInfo {
    /// The local address.
    pub addr: Ipv6Addr,
    /// The index of the interface; 0 for any.
    pub ifindex: u32,
}

/// An interface of this machine, by its index or its name; index 0 is the system's
/// choice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Interface {
    /// Its index.
    Index(u32),
    /// Its name, such as `lo`.
    Name(OsString),
}

/// A group to join or leave: PHP's array with the keys `group` and `interface`.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
/// let group = GroupRequest { group: "224.0.0.23".into(), interface: "lo".into() };
/// socket_set_option(&socket, IPPROTO_IP, MCAST_JOIN_GROUP, group)?;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupRequest {
    /// The address of the group, or the name of a host that has it.
    pub group: OsString,
    /// Where to join it.
    pub interface: Interface,
}

/// A group and one of its senders: PHP's array with the keys `group`, `source` and
/// `interface`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SourceRequest {
    /// The address of the group, or the name of a host that has it.
    pub group: OsString,
    /// The address of the sender, or its name.
    pub source: OsString,
    /// Where to join the group.
    pub interface: Interface,
}

impl OptionValue {
    /// The number, if it is one; of a `bool` 1 or 0, of [`Credentials`] the process, as in
    /// PHP.
    #[inline]
    pub fn as_int(&self) -> Option<i32> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Bool(value) => Some((*value).into()),
            Self::Credentials(value) => Some(value.pid),
            _ => None,
        }
    }

    /// The name, if it is one.
    pub fn as_name(&self) -> Option<&OsStr> {
        match self {
            Self::Name(value) => Some(value),
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

    /// PHP's name for the type, as its errors tell it.
    pub(crate) fn php_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "int",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Name(_) => "string",
            _ => "array",
        }
    }
}

impl Default for Interface {
    fn default() -> Self {
        Self::Index(0)
    }
}

impl From<u32> for Interface {
    fn from(index: u32) -> Self {
        Self::Index(index)
    }
}

impl From<&str> for Interface {
    fn from(name: &str) -> Self {
        Self::Name(name.into())
    }
}

impl From<String> for Interface {
    fn from(name: String) -> Self {
        Self::Name(name.into())
    }
}

impl From<OsString> for Interface {
    fn from(name: OsString) -> Self {
        Self::Name(name)
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

/// What a value is made of.
macro_rules! shapes {
    ($($shape:ident($value:ty)),+) => {$(
        impl From<$value> for OptionValue {
            #[inline]
            fn from(value: $value) -> Self {
                Self::$shape(value)
            }
        }
    )+};
}

shapes!(
    Int(i32),
    Bool(bool),
    Name(OsString),
    Linger(Linger),
    Timeout(Timeout),
    PktInfo(In6PktInfo),
    Group(GroupRequest),
    Source(SourceRequest)
);

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

impl PartialEq<bool> for OptionValue {
    fn eq(&self, other: &bool) -> bool {
        *self == i32::from(*other)
    }
}

impl PartialEq<Duration> for OptionValue {
    fn eq(&self, other: &Duration) -> bool {
        *self == Timeout::from(*other)
    }
}

impl PartialEq<str> for OptionValue {
    fn eq(&self, other: &str) -> bool {
        *self == *OsStr::new(other)
    }
}

impl PartialEq<&str> for OptionValue {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialEq<String> for OptionValue {
    fn eq(&self, other: &String) -> bool {
        *self == **other
    }
}

impl PartialEq<OsStr> for OptionValue {
    fn eq(&self, other: &OsStr) -> bool {
        self.as_name() == Some(other)
    }
}

impl PartialEq<&OsStr> for OptionValue {
    fn eq(&self, other: &&OsStr) -> bool {
        *self == **other
    }
}

/// The structs are compared with what a value holds.
macro_rules! compared {
    ($($shape:ident($value:ty)),+) => {$(
        impl PartialEq<$value> for OptionValue {
            fn eq(&self, other: &$value) -> bool {
                matches!(self, Self::$shape(value) if value == other)
            }
        }
    )+};
}

compared!(
    Name(OsString),
    Linger(Linger),
    Timeout(Timeout),
    MemInfo(MemInfo),
    Credentials(Credentials),
    PktInfo(In6PktInfo),
    Group(GroupRequest),
    Source(SourceRequest)
);
