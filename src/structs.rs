//! The structs that stand for PHP's arrays with known keys, in options and control messages.

use std::ffi::OsString;
use std::net::Ipv6Addr;
use std::time::Duration;

#[cfg(doc)]
use crate::constants::*;

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

impl Timeout {
    /// The same as a [`Duration`]; `None` for a time below 0.
    #[must_use]
    pub fn as_duration(self) -> Option<Duration> {
        let seconds = Duration::from_secs(self.sec.try_into().ok()?);
        seconds.checked_add(Duration::from_micros(self.usec.try_into().ok()?))
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
