//! From a fresh socket to a connection and back: [`socket_bind`],
//! [`socket_listen`], [`socket_accept`], [`socket_connect`], [`socket_shutdown`].

use std::os::fd::AsFd;

use crate::address::ToAddress;
use crate::argument::Argument;
use crate::constants::SHUT_RDWR;
#[cfg(doc)]
use crate::constants::*;
use crate::error::Result;
use crate::resolve;
use crate::socket::Socket;
use crate::sys;

/// Gives a socket its own address: the one it listens on, or sends from.
///
/// `address` is
///
/// - for [`AF_INET`] and [`AF_INET6`] an IP address or the name of a host;
///   `0.0.0.0` and `::` mean every address of this machine. An IPv6 link-local
///   address needs its interface: `fe80::1%eth0`;
/// - for [`AF_UNIX`] a path of at most 107 bytes, at which a file is made that
///   stays after the socket is closed; a name that begins with a NUL byte is
///   abstract and leaves no file; `""` lets Linux choose an abstract one.
///
/// `port` is `0` to `65535`; the default, `0`, is any free port, which
/// [`socket_getsockname`](crate::socket_getsockname) tells. [`AF_UNIX`] ignores it.
///
/// # Errors
///
/// A `ValueError`, before any system call, if a unix address has 108 bytes or
/// more, or if an address contains a NUL byte (other than an abstract name).
///
/// `Host lookup failed`, with a code of -9999 or below, if the host's name has no
/// address of the socket's family. On a machine whose only IPv6 address is `::1`
/// every name fails for [`AF_INET6`], even `localhost`.
///
/// `Unable to bind address`, with the code
///
/// - [`SOCKET_EADDRINUSE`] if another socket has the address, or a TCP port has
///   connections in `TIME_WAIT` and [`SO_REUSEADDR`] was not set both on the socket that
///   had it and on this one, or the unix path exists;
/// - [`SOCKET_EADDRNOTAVAIL`] if the address is not one of this machine;
/// - [`SOCKET_EACCES`] for a port below 1024 without the privilege, or a directory
///   that may not be written to;
/// - [`SOCKET_EINVAL`] if the socket is bound already, or a link-local address
///   lacks its interface;
/// - [`SOCKET_ENODEV`] if there is no interface with that number;
/// - [`SOCKET_ENOENT`] if the directory of a path does not exist.
///
/// # PHP
///
/// ```php
/// socket_bind(Socket $socket, string $address, int $port = 0): bool
/// ```
///
/// PHP takes any number as a port, modulo 65536, and cuts an address at a NUL
/// byte.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_bind(&server, "127.0.0.1", 0)?;
/// socket_listen(&server, 4)?;
///
/// let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// let taken = socket_getsockname(&server)?.port();
/// let error = socket_bind(&second, "127.0.0.1", taken).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_bind(): Unable to bind address [98]: Address already in use",
/// );
/// # Ok::<(), Error>(())
/// ```
#[inline]
pub fn socket_bind(
    socket: &Socket,
    address: impl ToAddress,
    port: impl Into<Option<u16>>,
) -> Result<()> {
    const ADDRESS: Argument = Argument {
        function: "socket_bind",
        index: 2,
        name: "address",
    };
    let port = port.into().unwrap_or(0);
    let address = resolve::target(ADDRESS, socket, &address, port)?;

    sys::bind(socket.as_fd(), &address)
        .map_err(|cause| socket.fail(ADDRESS.function, "Unable to bind address", cause))
}

/// Starts listening for connections.
///
/// From here on peers can connect to `socket`, and each waits in a queue until
/// [`socket_accept`] takes it out. A TCP socket that was never bound listens on a
/// port of the system's choice, on every address.
///
/// `backlog` is the length of that queue, in connections. The default is `0`,
/// the shortest queue the system offers; anything above the system's limit
/// (`net.core.somaxconn`, usually [`SOMAXCONN`]), and any negative number, is the longest.
/// Linux holds one connection more than it says: five for `4`, one for `0`. Calling again
/// changes it.
///
/// # Errors
///
/// `unable to listen on socket`, with the code
///
/// - [`SOCKET_EADDRINUSE`] if another socket already listens there;
/// - [`SOCKET_EINVAL`] if the socket is connected, or a unix socket has no name;
/// - [`SOCKET_EOPNOTSUPP`] if the type of `socket` cannot listen, such as
///   [`SOCK_DGRAM`].
///
/// # PHP
///
/// ```php
/// socket_listen(Socket $socket, int $backlog = 0): bool
/// ```
///
/// `Ok(())` is PHP's `true`; an `Err` is its warning and `false`.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create(AF_INET, SOCK_STREAM, 0)?;
/// socket_listen(&server, None)?; // or `socket_listen(&server, 16)?`
///
/// let datagrams = socket_create(AF_INET, SOCK_DGRAM, 0)?;
/// let error = socket_listen(&datagrams, None).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_listen(): unable to listen on socket [95]: Operation not supported",
/// );
/// # Ok::<(), Error>(())
/// ```
pub fn socket_listen(socket: &Socket, backlog: impl Into<Option<i32>>) -> Result<()> {
    let backlog = backlog.into().unwrap_or(0);

    sys::listen(socket.as_fd(), backlog)
        .map_err(|cause| socket.fail("socket_listen", "unable to listen on socket", cause))
}

/// Takes the next connection out of the queue, and waits for one if it is empty.
///
/// The result is a new socket, connected to that peer; `socket` goes on listening.
/// The new socket blocks, even if the listener does not, and is not inherited by
/// programs that this one starts.
///
/// # Errors
///
/// `unable to accept incoming connection`, with the code
///
/// - [`SOCKET_EAGAIN`] if the queue is empty and `socket` is non-blocking, or
///   [`SO_RCVTIMEO`] has passed; PHP says nothing then, and the error's kind is
///   [`Silent`](crate::ErrorKind::Silent);
/// - [`SOCKET_EINVAL`] if `socket` does not listen;
/// - [`SOCKET_EOPNOTSUPP`] if its type cannot, such as [`SOCK_DGRAM`];
/// - [`SOCKET_EMFILE`] if the process has as many descriptors open as it may; the
///   connection stays in the queue;
/// - [`SOCKET_EINTR`] if a signal came first.
///
/// # PHP
///
/// ```php
/// socket_accept(Socket $socket): Socket|false
/// ```
///
/// PHP records the failure for the process only, so that the `socket_last_error($socket)`
/// of many an example answers 0, "Success". Here the listener remembers it too.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_bind(&server, "127.0.0.1", 0)?;
/// socket_listen(&server, None)?;
///
/// let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_connect(&client, "127.0.0.1", socket_getsockname(&server)?.port())?;
///
/// let accepted = socket_accept(&server)?;
/// assert_eq!(socket_getpeername(&accepted)?, socket_getsockname(&client)?);
/// # Ok::<(), Error>(())
/// ```
#[inline(always)]
pub fn socket_accept(socket: &Socket) -> Result<Socket> {
    sys::accept(socket.as_fd())
        .map(|descriptor| socket.accepted(descriptor))
        .map_err(|cause| {
            socket.fail(
                "socket_accept",
                "unable to accept incoming connection",
                cause,
            )
        })
}

/// Connects a socket to a server, and waits until it is connected or fails.
///
/// `address` and `port` are read as in [`socket_bind`]. `port` may be `None` for
/// [`AF_UNIX`] only.
///
/// The kernel of the other side makes the connection, not its program: the call
/// succeeds while the server has yet to accept. A datagram socket is connected
/// without a word to the peer: it then sends to, and receives from, that address
/// only.
///
/// On a non-blocking socket the call returns at once with [`SOCKET_EINPROGRESS`],
/// a [`Silent`](crate::ErrorKind::Silent) error. When it is made or has failed, the
/// socket becomes writable, and [`SO_ERROR`] tells which.
///
/// # Errors
///
/// A `ValueError`, before any system call, if an IP socket is given no port; for an
/// address as in [`socket_bind`].
///
/// `Host lookup failed`, as in [`socket_bind`].
///
/// `unable to connect`, with the code
///
/// - [`SOCKET_ECONNREFUSED`] if nobody listens there;
/// - [`SOCKET_ETIMEDOUT`] if nobody answers;
/// - [`SOCKET_EINPROGRESS`] if the connection is being made, and `socket` is
///   non-blocking or [`SO_SNDTIMEO`] has passed; [`SOCKET_EAGAIN`] for a unix
///   socket, if the queue is full;
/// - [`SOCKET_EALREADY`] if it still is, at the next call;
/// - [`SOCKET_EISCONN`] if the socket is connected already, or listens;
/// - [`SOCKET_ENETUNREACH`] or [`SOCKET_EHOSTUNREACH`] if there is no way to it;
/// - [`SOCKET_EACCES`] for a broadcast address without [`SO_BROADCAST`], on UDP; TCP has no
///   way to one;
/// - [`SOCKET_EPROTOTYPE`] if a unix socket there is of another type;
/// - [`SOCKET_ENOENT`] if a unix path does not exist;
/// - [`SOCKET_EINTR`] if a signal came first.
///
/// # PHP
///
/// ```php
/// socket_connect(Socket $socket, string $address, ?int $port = null): bool
/// ```
///
/// PHP takes any number as a port, modulo 65536, and cuts an address at a NUL
/// byte. Here a port ends at 65535:
///
/// ```compile_fail
/// # use php_sockets::*;
/// # let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_connect(&socket, "127.0.0.1", 70000)?; // literal out of range for `u16`
/// # Ok::<(), Error>(())
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let nobody = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_bind(&nobody, "127.0.0.1", 0)?; // bound, but not listening
///
/// let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// let port = socket_getsockname(&nobody)?.port();
/// let error = socket_connect(&client, "127.0.0.1", port).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_connect(): unable to connect [111]: Connection refused",
/// );
/// # Ok::<(), Error>(())
/// ```
#[inline]
pub fn socket_connect(
    socket: &Socket,
    address: impl ToAddress,
    port: impl Into<Option<u16>>,
) -> Result<()> {
    const ADDRESS: Argument = Argument {
        function: "socket_connect",
        index: 2,
        name: "address",
    };
    let port = resolve::required_port(ADDRESS, socket, port.into())?;
    let address = resolve::target(ADDRESS, socket, &address, port)?;

    sys::connect(socket.as_fd(), &address)
        .map_err(|cause| socket.fail(ADDRESS.function, "unable to connect", cause))
}

/// Ends one direction of a connection, or both, without closing the socket.
///
/// `mode` is [`SHUT_RD`] (`0`), [`SHUT_WR`] (`1`) or [`SHUT_RDWR`] (`2`, the
/// default). After [`SHUT_WR`] the peer reads what was sent, then the end, and can
/// still answer.
///
/// # Errors
///
/// `Unable to shutdown socket`, with the code
///
/// - [`SOCKET_ENOTCONN`] if the socket is not connected, or not any more; Linux ends
///   the reading of a fresh TCP socket all the same;
/// - [`SOCKET_EINVAL`] for any other `mode`.
///
/// # PHP
///
/// ```php
/// socket_shutdown(Socket $socket, int $mode = 2): bool
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::os::unix::net::UnixStream;
///
/// let (here, there) = UnixStream::pair()?;
/// let (here, there) = (Socket::from(here), Socket::from(there));
///
/// socket_write(&here, "last words", None)?;
/// socket_shutdown(&here, SHUT_WR)?;
///
/// assert_eq!(socket_read(&there, 8192, None)?, b"last words");
/// assert_eq!(socket_read(&there, 8192, None)?, b""); // the end
/// socket_write(&there, "heard", None)?;
/// assert_eq!(socket_read(&here, 8192, None)?, b"heard");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn socket_shutdown(socket: &Socket, mode: impl Into<Option<i32>>) -> Result<()> {
    let mode = mode.into().unwrap_or(SHUT_RDWR);

    sys::shutdown(socket.as_fd(), mode)
        .map_err(|cause| socket.fail("socket_shutdown", "Unable to shutdown socket", cause))
}
