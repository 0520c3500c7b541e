//! The structs that stand for PHP's arrays with known keys, in options and control messages.

use std::ffi::OsString;
use std::net::Ipv6Addr;
use std::time::Duration;

#[cfg(doc)]
use crate::constants::*;

/// What happens on close to data that is not sent yet: PHP's array with the keys `l_onoff` and
/// `l_linger`.
///
/// Off: closing returns at once, and the system goes on sending. On: closing waits until the data
/// is sent, for at most `l_linger` seconds. On with 0 seconds: the data is discarded, and the
/// peer gets `Connection reset by peer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Linger {
    /// On, unless 0.
    pub l_onoff: u16,
    /// The longest wait, in seconds.
    pub l_linger: u16,
}

/// How long a call may wait: PHP's array with the keys `sec` and `usec`.
///
/// Zero means that it waits for as long as it takes. If `sec` is negative, calls do not wait at
/// all, and the option reads back as zero: it then looks as if it had never been set. A time that
/// is too long for the kernel, such as [`Duration::MAX`], reads back as zero too: such a wait has
/// no limit. Linux counts in ticks of its clock, commonly of 4 ms, and rounds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Timeout {
    /// Whole seconds.
    pub sec: i64,
    /// Microseconds beyond them, 0 to 999999.
    pub usec: i64,
}

/// How much memory a socket uses, in bytes, and, in `drops`, how many packets it has lost: PHP's
/// array with these keys. The manual page `sock_diag(7)` explains each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
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

/// The identity of a process: PHP's array with the keys `pid`, `uid` and `gid`.
///
/// It is the value of the option `SO_PEERCRED` (17), which identifies the peer; PHP has no
/// constant for it and returns the `pid` alone. It is also the data of the control message
/// [`SCM_CREDENTIALS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Credentials {
    /// The process ID.
    pub pid: i32,
    /// The user ID.
    pub uid: u32,
    /// The group ID.
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

/// A network interface, by its index or its name. Index 0 lets the system choose.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Interface {
    /// The index.
    Index(u32),
    /// The name, such as `lo`.
    Name(OsString),
}

/// A multicast group to join or leave: PHP's array with the keys `group` and `interface`.
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
    /// The group's address, or a name that resolves to it.
    pub group: OsString,
    /// The interface on which to join it.
    pub interface: Interface,
}

/// A multicast group and one of its senders: PHP's array with the keys `group`, `source` and
/// `interface`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SourceRequest {
    /// The group's address, or a name that resolves to it.
    pub group: OsString,
    /// The sender's address, or a name that resolves to it.
    pub source: OsString,
    /// The interface on which to join the group.
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
    /// Converts to a [`Duration`]. `None` if the time is negative.
    #[must_use]
    pub fn as_duration(self) -> Option<Duration> {
        let seconds = Duration::from_secs(self.sec.try_into().ok()?);
        seconds.checked_add(Duration::from_micros(self.usec.try_into().ok()?))
    }
}

/// Rounds up to whole microseconds, so that a time below a microsecond does not become zero,
/// which means no limit.
impl From<Duration> for Timeout {
    fn from(value: Duration) -> Self {
        let micros = value.as_nanos().div_ceil(1000);
        Self {
            sec: i64::try_from(micros / 1_000_000).unwrap_or(i64::MAX),
            usec: (micros % 1_000_000) as i64,
        }
    }
}
