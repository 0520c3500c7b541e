//! Options: [`socket_get_option`], [`socket_set_option`], and the same under their short names.

mod call;
mod get;
mod multicast;
mod set;
mod value;

#[cfg(doc)]
use crate::constants::*;
use crate::error::Result;
use crate::socket::Socket;
#[cfg(doc)]
use crate::structs::*;
use crate::trace::traced;
use call::OptionCall;
use get::get;
use set::set;
pub use value::OptionValue;

/// Returns the value of an option.
///
/// `level` is the layer that the option belongs to: [`SOL_SOCKET`], [`SOL_TCP`], [`IPPROTO_IP`],
/// [`IPPROTO_IPV6`], … Level and option are passed to the system unchanged.
///
/// The value is an [`OptionValue::Int`], except for these options:
///
/// | option | value |
/// |---|---|
/// | [`SO_LINGER`] | [`Linger`] |
/// | [`SO_RCVTIMEO`], [`SO_SNDTIMEO`] | [`Timeout`] |
/// | [`SO_BINDTODEVICE`], [`TCP_CONGESTION`] | a name |
/// | [`SO_MEMINFO`] | [`MemInfo`] |
/// | `SO_PEERCRED` (17) | the [`Credentials`] of the peer |
///
/// The value of [`IP_MULTICAST_IF`] is the index of the interface, or 0 for any.
///
/// # Errors
///
/// A `ValueError`, before any system call, for `SO_PEERPIDFD` (77), whose value would be an open
/// descriptor.
///
/// `Unable to retrieve socket option`, with the code
///
/// - [`SOCKET_ENOPROTOOPT`] if the level does not have this option;
/// - [`SOCKET_EOPNOTSUPP`] if the socket does not have this level.
///
/// Without a code, for [`IP_MULTICAST_IF`]: `The interface with IP address … was not found`,
/// `Failed obtaining interfaces list: error …`, `Error converting interface name to index:
/// error …`.
///
/// # PHP
///
/// ```php
/// socket_get_option(Socket $socket, int $level, int $option): array|int|false
/// ```
///
/// PHP returns the array `["name" => …]` for a name, and cannot get [`SO_BINDTODEVICE`]. If the
/// system writes fewer bytes than an integer has, PHP returns what was in memory before; here the
/// rest is zero.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_get_option(socket: &Socket, level: i32, option: i32) -> Result<OptionValue> {
    traced!(socket_get_option(socket, level, option)
        as [socket, Named::level(level), Named::option(level, option)]);

    get(OptionCall {
        function: "socket_get_option",
        socket,
        level,
        option,
    })
}

/// Does the same as [`socket_get_option`], under a shorter name, which its error messages contain.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_getopt(socket: &Socket, level: i32, option: i32) -> Result<OptionValue> {
    traced!(socket_getopt(socket, level, option)
        as [socket, Named::level(level), Named::option(level, option)]);

    get(OptionCall {
        function: "socket_getopt",
        socket,
        level,
        option,
    })
}

/// Sets an option.
///
/// `level` is the layer that the option belongs to: [`SOL_SOCKET`], [`SOL_TCP`], [`IPPROTO_IP`],
/// [`IPPROTO_IPV6`], … Level and option are passed to the system unchanged.
///
/// `value` is a number or a `bool`, except for these options:
///
/// | option | value |
/// |---|---|
/// | [`SO_LINGER`] | [`Linger`] |
/// | [`SO_RCVTIMEO`], [`SO_SNDTIMEO`] | [`Timeout`] or [`Duration`](std::time::Duration) |
/// | [`SO_BINDTODEVICE`], [`TCP_CONGESTION`] | a name |
/// | [`SO_ATTACH_REUSEPORT_CBPF`] | [`SKF_AD_CPU`], [`SKF_AD_QUEUE`], or 0 to detach the filter, but no `bool` |
/// | [`IP_MULTICAST_IF`], [`IPV6_MULTICAST_IF`] | the index or the name of an interface |
/// | [`MCAST_JOIN_GROUP`], [`MCAST_LEAVE_GROUP`] | [`GroupRequest`](crate::GroupRequest) |
/// | the other `MCAST_…` | [`SourceRequest`](crate::SourceRequest) |
/// | [`IPV6_PKTINFO`] | [`In6PktInfo`](crate::In6PktInfo) |
///
/// # Errors
///
/// A `TypeError`, before any system call, if the option takes a value of another type.
///
/// A `ValueError` for a number of hops outside 0 (or -1, for [`IPV6_MULTICAST_HOPS`]) to 255, for a
/// [`UDP_SEGMENT`] outside 0 to 65535, for a negative [`TCP_USER_TIMEOUT`] or index, for a group
/// without its source or on a socket that is not an IP socket (`IP address used in the context of
/// an unexpected type of socket`), and for a name or an address that contains a NUL byte.
///
/// Without a code: `No interface with name "…" could be found`, `Failed obtaining
/// address for interface …: error …`, `Unsupported CBPF filter`, and `Invalid level` for the number
/// of [`SO_ATTACH_REUSEPORT_CBPF`] at a level other than [`SOL_SOCKET`], [`IPPROTO_IP`] and
/// [`IPPROTO_IPV6`]. The interface is one of the socket's network.
///
/// `Host lookup failed`, for a group or a source, as in [`socket_bind`](crate::socket_bind).
///
/// `Unable to set socket option`, with the code
///
/// - [`SOCKET_ENOPROTOOPT`] if the level does not have this option, or if it cannot be set;
/// - [`SOCKET_EINVAL`] if the option does not take this number;
/// - [`SOCKET_ENODEV`] if the interface does not exist, [`SOCKET_ENOENT`] if the congestion control
///   does not exist;
/// - [`SOCKET_EADDRINUSE`] if the group is joined already, [`SOCKET_EADDRNOTAVAIL`] if it is not
///   joined;
/// - [`SOCKET_EPERM`] or [`SOCKET_EACCES`] if setting it requires a privilege;
/// - 33 (`EDOM`) for a [`Timeout`] whose microseconds are not 0 to 999999.
///
/// # PHP
///
/// ```php
/// socket_set_option(Socket $socket, int $level, int $option, $value): bool
/// ```
///
/// PHP casts any value to a number. At most levels it recognizes an option by its number alone: 13
/// is `SO_LINGER` even at [`SOL_UDP`]. Here the level is checked too. As in PHP, the message for a
/// value of the wrong type names [`MCAST_LEAVE_GROUP`] or [`MCAST_LEAVE_SOURCE_GROUP`] for all
/// options that join or leave a group.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_set_option(
    socket: &Socket,
    level: i32,
    option: i32,
    value: impl Into<OptionValue>,
) -> Result<()> {
    traced!(socket_set_option(socket, level, option, value.clone())
        as [socket, Named::level(level), Named::option(level, option), value.of(level, option)]
        where value = value.into());

    let call = OptionCall {
        function: "socket_set_option",
        socket,
        level,
        option,
    };
    set(call, value.into())
}

/// Does the same as [`socket_set_option`], under a shorter name, which its error messages contain.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_setopt(
    socket: &Socket,
    level: i32,
    option: i32,
    value: impl Into<OptionValue>,
) -> Result<()> {
    traced!(socket_setopt(socket, level, option, value.clone())
        as [socket, Named::level(level), Named::option(level, option), value.of(level, option)]
        where value = value.into());

    let call = OptionCall {
        function: "socket_setopt",
        socket,
        level,
        option,
    };
    set(call, value.into())
}
