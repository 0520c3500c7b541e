//! The beginning and the end of a socket: [`socket_create`], [`socket_create_pair`],
//! [`socket_create_listen`], [`socket_close`].

use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::AsFd;

#[cfg(doc)]
use crate::constants::*;
use crate::constants::{
    AF_INET, AF_INET6, AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM, SOMAXCONN,
};
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::{self, Target};

/// Creates a socket: an end of a connection that is not connected to anything yet.
///
/// `domain` is the family: [`AF_INET`] (IPv4), [`AF_INET6`] or [`AF_UNIX`] (this
/// machine only).
///
/// `type` is how it talks: [`SOCK_STREAM`] (a connection and a stream of bytes,
/// TCP), [`SOCK_DGRAM`] (single messages, UDP), [`SOCK_SEQPACKET`],
/// [`SOCK_RAW`] or [`SOCK_RDM`]. [`SOCK_NONBLOCK`] may be or-ed into it;
/// [`SOCK_CLOEXEC`] may be too, and is always set: a program started by this one
/// does not inherit the socket.
///
/// `protocol` is [`SOL_TCP`], [`SOL_UDP`], or `0`, the usual one for the type.
///
/// # Errors
///
/// A `ValueError`, before any system call, for a `domain` that is none of these, or a
/// `type` above 10; a smaller one the system judges.
///
/// `Unable to create socket`, with the code
///
/// - [`SOCKET_EPROTONOSUPPORT`] if the protocol does not belong to the type or
///   the family;
/// - [`SOCKET_ESOCKTNOSUPPORT`] if the family has no such type;
/// - [`SOCKET_EPERM`] for [`SOCK_RAW`] without the privilege;
/// - [`SOCKET_EMFILE`] if the process has as many descriptors open as it may.
///
/// # PHP
///
/// ```php
/// socket_create(int $domain, int $type, int $protocol): Socket|false
/// ```
///
/// PHP's sockets are inherited by the programs it starts unless `SOCK_CLOEXEC` is
/// given (8.4).
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
///     "socket_create(): Argument #1 ($domain) must be one of AF_UNIX, AF_INET6, or AF_INET",
/// );
///
/// let error = socket_create(AF_INET, SOCK_STREAM, SOL_UDP).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_create(): Unable to create socket [93]: Protocol not supported",
/// );
/// # Ok::<(), Error>(())
/// ```
#[inline]
pub fn socket_create(domain: i32, r#type: i32, protocol: i32) -> Result<Socket> {
    const NAME: &str = "socket_create";
    let kind = check_family(NAME, domain, r#type)?;

    sys::socket(domain, r#type, protocol)
        .map(|descriptor| Socket::new(descriptor, domain, kind))
        .map_err(|cause| Error::os_warning(NAME, "Unable to create socket", cause))
}

/// Creates two sockets that are connected to each other.
///
/// `domain`, `type` and `protocol` are those of [`socket_create`]; of the families
/// only [`AF_UNIX`] can do it.
///
/// # Errors
///
/// A `ValueError` as in [`socket_create`].
///
/// `Unable to create socket pair`, with the code
///
/// - [`SOCKET_EOPNOTSUPP`] for [`AF_INET`] and [`AF_INET6`];
/// - [`SOCKET_EPROTONOSUPPORT`] or [`SOCKET_ESOCKTNOSUPPORT`] as in [`socket_create`];
/// - [`SOCKET_EMFILE`] if the process has as many descriptors open as it may.
///
/// # PHP
///
/// ```php
/// socket_create_pair(int $domain, int $type, int $protocol, array &$pair): bool
/// ```
///
/// `Ok` is the array `$pair`.
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
pub fn socket_create_pair(domain: i32, r#type: i32, protocol: i32) -> Result<[Socket; 2]> {
    const NAME: &str = "socket_create_pair";
    let kind = check_family(NAME, domain, r#type)?;

    sys::socketpair(domain, r#type, protocol)
        .map(|pair| pair.map(|descriptor| Socket::new(descriptor, domain, kind)))
        .map_err(|cause| Error::os_warning(NAME, "Unable to create socket pair", cause))
}

/// Creates a TCP socket that listens on a port of every IPv4 address of this machine.
///
/// It is [`socket_create`], [`socket_bind`](crate::socket_bind) to `0.0.0.0` and
/// [`socket_listen`](crate::socket_listen) in one; nothing stays open if one of them
/// fails. `port` 0 is any free port. `backlog` is the length of the queue as in
/// [`socket_listen`](crate::socket_listen); the default is [`SOMAXCONN`].
///
/// # Errors
///
/// `unable to create listening socket`, `unable to bind to given address` or `unable
/// to listen on socket`, with the codes of these calls.
///
/// # PHP
///
/// ```php
/// socket_create_listen(int $port, int $backlog = SOMAXCONN): Socket|false
/// ```
///
/// PHP takes any number as a port, modulo 65536. When no descriptor is left it can
/// fail without a word.
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
pub fn socket_create_listen(port: u16, backlog: impl Into<Option<i32>>) -> Result<Socket> {
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
/// Numbers up to 10 reach the kernel, known to it or not; so do negative ones.
#[inline]
fn check_family(function: &'static str, domain: i32, r#type: i32) -> Result<i32> {
    let kind = r#type & !(SOCK_CLOEXEC | SOCK_NONBLOCK);

    if ![AF_UNIX, AF_INET6, AF_INET].contains(&domain) {
        let rule = "must be one of AF_UNIX, AF_INET6, or AF_INET";
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
/// A stream's peer reads what was sent, then the end. If data has arrived here
/// that nobody read, a TCP peer gets `Connection reset by peer` instead, and may
/// lose what it had not read yet.
///
/// The side of a TCP connection that closes first keeps it in the state
/// `TIME_WAIT` for a minute. During that minute the same port can be bound to listen only
/// if [`SO_REUSEADDR`] was set before and is set again.
///
/// # PHP
///
/// ```php
/// socket_close(Socket $socket): void
/// ```
///
/// Here the call takes the socket away, so nothing can use it afterwards; PHP
/// throws an `Error` then. Dropping a socket closes it too, as the end of the last
/// reference does in PHP.
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
#[inline(always)]
pub fn socket_close(socket: Socket) {
    sys::close(socket.into());
}
