//! Creating and closing sockets: [`socket_create`], [`socket_create_pair`],
//! [`socket_create_listen`], [`socket_close`].

use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::AsFd;

#[cfg(doc)]
use crate::constants::*;
use crate::constants::{
    AF_INET, AF_INET6, AF_PACKET, AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM, SOMAXCONN,
};
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::{self, Target};
use crate::trace::traced;

/// Creates a socket that is not bound or connected to anything yet.
///
/// `domain` is the address family: [`AF_INET`] (IPv4), [`AF_INET6`] (IPv6), [`AF_UNIX`] (this
/// machine only) or [`AF_PACKET`] (the frames of network interfaces).
///
/// `type` is [`SOCK_STREAM`] (a connection that carries a stream of bytes, such as TCP),
/// [`SOCK_DGRAM`] (single messages, such as UDP), [`SOCK_SEQPACKET`], [`SOCK_RAW`] or
/// [`SOCK_RDM`]. [`SOCK_NONBLOCK`] and [`SOCK_CLOEXEC`] may be or-ed into it. Close-on-exec is
/// always set: a program started by this one does not inherit the socket.
///
/// `protocol` is [`SOL_TCP`], [`SOL_UDP`], or `0` for the type's usual one. For [`AF_PACKET`] it is
/// the kind of frames that the socket receives, in host byte order: [`ETH_P_ALL`], [`ETH_P_IP`], …,
/// or `0` for none. The types of that family are [`SOCK_RAW`], frames with their Ethernet header,
/// and [`SOCK_DGRAM`], frames without it. The socket receives from all interfaces until
/// [`socket_bind`](crate::socket_bind) limits it to one.
///
/// # Errors
///
/// A `ValueError`, before any system call, for any other `domain`, or for a `type` above 10. Types
/// up to 10 are passed to the system.
///
/// `Unable to create socket`, with the code
///
/// - [`SOCKET_EPROTONOSUPPORT`] if the protocol does not fit the type or the family;
/// - [`SOCKET_ESOCKTNOSUPPORT`] if the family does not have this type;
/// - [`SOCKET_EPERM`] for [`SOCK_RAW`], or [`AF_PACKET`], without the privilege for it,
///   `CAP_NET_RAW`;
/// - [`SOCKET_EMFILE`] if the process has reached its limit of open descriptors.
///
/// # PHP
///
/// ```php
/// socket_create(int $domain, int $type, int $protocol): Socket|false
/// ```
///
/// [`AF_PACKET`] is new in PHP 8.5.
///
/// In PHP, programs that the script starts inherit the socket unless `SOCK_CLOEXEC` is given
/// (since 8.4).
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_close(socket);
///
/// let error = socket_create(99, SOCK_STREAM, SOL_TCP).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_create(): Argument #1 ($domain) must be one of AF_UNIX, AF_PACKET, AF_INET6, or \
///      AF_INET",
/// );
///
/// let error = socket_create(AF_INET, SOCK_STREAM, SOL_UDP).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_create(): Unable to create socket [93]: Protocol not supported",
/// );
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_create(domain: i32, r#type: i32, protocol: i32) -> Result<Socket> {
    traced!(socket_create(domain, r#type, protocol)
        as [Named::domain(domain), Named::r#type(r#type), Named::protocol(domain, protocol)]);

    const NAME: &str = "socket_create";
    const RULE: &str = "must be one of AF_UNIX, AF_PACKET, AF_INET6, or AF_INET";
    let kind = check_family(
        NAME,
        &[AF_UNIX, AF_PACKET, AF_INET6, AF_INET],
        RULE,
        domain,
        r#type,
    )?;
    let protocol = match domain {
        // The kernel expects the two bytes in network byte order.
        AF_PACKET => (protocol as u16).to_be().into(),
        _ => protocol,
    };

    sys::socket(domain, r#type, protocol)
        .map(|descriptor| Socket::new(descriptor, domain, kind))
        .map_err(|cause| Error::os_warning(NAME, "Unable to create socket", cause))
}

/// Creates two sockets that are connected to each other.
///
/// `domain`, `type` and `protocol` are as in [`socket_create`]. [`AF_UNIX`] is the only family
/// that supports pairs.
///
/// # Errors
///
/// A `ValueError` as in [`socket_create`].
///
/// `Unable to create socket pair`, with the code
///
/// - [`SOCKET_EOPNOTSUPP`] for [`AF_INET`] and [`AF_INET6`];
/// - [`SOCKET_EPROTONOSUPPORT`] or [`SOCKET_ESOCKTNOSUPPORT`] as in [`socket_create`];
/// - [`SOCKET_EMFILE`] if the process has reached its limit of open descriptors.
///
/// # PHP
///
/// ```php
/// socket_create_pair(int $domain, int $type, int $protocol, array &$pair): bool
/// ```
///
/// `Ok` holds the array `$pair`.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let [one, other] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// socket_write(&one, "hello", None)?;
/// assert_eq!(socket_read(&other, 8192, None)?, b"hello");
///
/// let error = socket_create_pair(AF_INET, SOCK_STREAM, 0).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_create_pair(): Unable to create socket pair [95]: Operation not supported",
/// );
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_create_pair(domain: i32, r#type: i32, protocol: i32) -> Result<[Socket; 2]> {
    traced!(socket_create_pair(domain, r#type, protocol)
        as [Named::domain(domain), Named::r#type(r#type), Named::protocol(domain, protocol)]);

    const NAME: &str = "socket_create_pair";
    const RULE: &str = "must be one of AF_UNIX, AF_INET6, or AF_INET";
    let kind = check_family(NAME, &[AF_UNIX, AF_INET6, AF_INET], RULE, domain, r#type)?;

    sys::socketpair(domain, r#type, protocol)
        .map(|pair| pair.map(|descriptor| Socket::new(descriptor, domain, kind)))
        .map_err(|cause| Error::os_warning(NAME, "Unable to create socket pair", cause))
}

/// Creates a TCP socket that listens on a port of every IPv4 address of this machine.
///
/// It combines [`socket_create`], [`socket_bind`](crate::socket_bind) to `0.0.0.0` and
/// [`socket_listen`](crate::socket_listen). If one of them fails, nothing stays open. A `port` of
/// 0 lets the system choose a free one. `backlog` is the length of the queue as in
/// [`socket_listen`](crate::socket_listen); the default is [`SOMAXCONN`].
///
/// # Errors
///
/// `unable to create listening socket`, `unable to bind to given address` or `unable
/// to listen on socket`, with the codes of these functions.
///
/// # PHP
///
/// ```php
/// socket_create_listen(int $port, int $backlog = SOMAXCONN): Socket|false
/// ```
///
/// PHP throws a `ValueError` for a port that does not fit into a `u16`; before 8.5, it takes any
/// number, modulo 65536. When no descriptor is left, it can fail without a warning.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create_listen(0, None)?;
/// let port = socket_getsockname(&server)?.port().unwrap();
///
/// let error = socket_create_listen(port, None).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_create_listen(): unable to bind to given address [98]: Address already in use",
/// );
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_create_listen(port: u16, backlog: impl Into<Option<i32>>) -> Result<Socket> {
    traced!(socket_create_listen(port, backlog) where backlog = backlog.into());

    const NAME: &str = "socket_create_listen";
    let backlog = backlog.into().unwrap_or(SOMAXCONN);
    let any = Target::V4(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port));

    let socket = sys::socket(AF_INET, SOCK_STREAM, 0)
        .map_err(|cause| Error::os(NAME, "unable to create listening socket", cause))?;
    sys::bind(socket.as_fd(), &any)
        .map_err(|cause| Error::os(NAME, "unable to bind to given address", cause))?;
    sys::listen(socket.as_fd(), backlog)
        .map_err(|cause| Error::os(NAME, "unable to listen on socket", cause))?;

    Ok(Socket::new(socket, AF_INET, SOCK_STREAM))
}

/// PHP's checks of `$domain` and `$type`. Returns the type without its flags.
///
/// Types up to 10 are left to the kernel, even those that do not exist and negative ones.
#[inline]
fn check_family(
    function: &'static str,
    families: &[i32],
    rule: &str,
    domain: i32,
    r#type: i32,
) -> Result<i32> {
    let kind = r#type & !(SOCK_CLOEXEC | SOCK_NONBLOCK);

    if !families.contains(&domain) {
        return Err(Error::value(function, 1, "domain", rule));
    }
    if kind > 10 {
        let rule = "must be one of SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW, or SOCK_RDM \
                    optionally OR'ed with SOCK_CLOEXEC, SOCK_NONBLOCK";
        return Err(Error::value(function, 2, "type", rule));
    }
    Ok(kind)
}

/// Closes a socket.
///
/// The peer of a stream reads what was sent, then the end. But if this TCP socket has received
/// data that was not read, the peer gets `Connection reset by peer` instead, and may lose what it
/// has not read yet.
///
/// The side of a TCP connection that closes first keeps it in the state `TIME_WAIT` for a
/// minute. During that minute a server can bind the port again only if [`SO_REUSEADDR`] was set
/// on the old listener and is set on the new one.
///
/// # PHP
///
/// ```php
/// socket_close(Socket $socket): void
/// ```
///
/// Here the call takes the socket by value, so it cannot be used afterwards; PHP throws an `Error`
/// in that case. Dropping a socket closes it too, as PHP does when the last reference is gone.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_close(socket);
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_close(socket: Socket) {
    traced!(socket_close(socket) as [gone] where gone = Gone::socket(&socket));

    sys::close(socket.into());
}
