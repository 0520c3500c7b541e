//! Making and ending connections: [`socket_bind`], [`socket_listen`], [`socket_accept`],
//! [`socket_connect`], [`socket_shutdown`].

use std::net::Shutdown;
use std::os::fd::AsFd;

use crate::address::ToAddress;
use crate::argument::Argument;
#[cfg(doc)]
use crate::constants::*;
use crate::constants::{AF_PACKET, SHUT_RD, SHUT_RDWR, SHUT_WR};
use crate::error::{Error, Result};
use crate::resolve;
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;

/// Binds a socket to its own address: the one it will listen on, or send from.
///
/// `address` is
///
/// - for [`AF_INET`] and [`AF_INET6`] an IP address or the name of a host. `0.0.0.0` and `::`
///   mean every address of this machine. A link-local IPv6 address needs its interface:
///   `fe80::1%eth0`;
/// - for [`AF_UNIX`] a path of at most 107 bytes. A file is created there, which remains after the
///   socket is closed. A name that begins with a NUL byte is abstract and creates no file. With
///   `""`, Linux chooses an abstract name;
/// - for [`AF_PACKET`] the name of an interface, such as `eth0`. A packet socket that is not bound
///   receives from all interfaces. With a [`PacketAddress`](crate::PacketAddress) that has a
///   protocol, the socket gets that protocol: a socket that was created with the protocol 0
///   receives nothing until then, and therefore no frame from another interface.
///
/// `port` is `0` to `65535`. With the default, `0`, the system chooses a free port, which
/// [`socket_getsockname`](crate::socket_getsockname) returns. [`AF_UNIX`] and [`AF_PACKET`]
/// ignore `port`.
///
/// An IPv6 socket that is bound to `::` also takes IPv4 clients, whose addresses it reports as
/// `::ffff:127.0.0.1`, and no IPv4 socket can be bound to its port on `0.0.0.0`. For one server of
/// each family, set [`IPV6_V6ONLY`] on the IPv6 socket before it is bound.
///
/// # Errors
///
/// A `ValueError`, before any system call, if a unix address has 108 bytes or more, or if an
/// address contains a NUL byte and is not an abstract name.
///
/// `Host lookup failed`, with a code of -9999 or below, if the name has no address of the socket's
/// family. On a machine whose only IPv6 address is `::1`, every name fails for [`AF_INET6`], even
/// `localhost`. The code is [`SOCKET_EMFILE`] or [`SOCKET_ENFILE`] if the look-up had no descriptor
/// left to open.
///
/// `Unable to bind address`, with the code
///
/// - [`SOCKET_EADDRINUSE`] if another socket has the address; or if a TCP port still has
///   connections in `TIME_WAIT`, unless [`SO_REUSEADDR`] is set both on this socket and on the one
///   that had the port; or if the unix path exists;
/// - [`SOCKET_EADDRNOTAVAIL`] if the address does not belong to this machine;
/// - [`SOCKET_EACCES`] for a port below 1024 without the privilege for it, or if the directory of a
///   path is not writable;
/// - [`SOCKET_EINVAL`] if the socket is bound already, or if a link-local address lacks its
///   interface;
/// - [`SOCKET_ENODEV`] if there is no interface with that name or number;
/// - [`SOCKET_ENOENT`] if the directory of a path does not exist.
///
/// # PHP
///
/// ```php
/// socket_bind(Socket $socket, string $address, int $port = 0): bool
/// ```
///
/// PHP cuts off an address at a NUL byte. It throws a `ValueError` for a port that does not fit
/// into a `u16`; before 8.5, it takes any number, modulo 65536.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_bind(
    socket: &Socket,
    address: impl ToAddress,
    port: impl Into<Option<u16>>,
) -> Result<()> {
    traced!(socket_bind(socket, address, port)
        where address = &address as &dyn ToAddress, port = port.into());

    const ADDRESS: Argument = Argument {
        function: "socket_bind",
        index: 2,
        name: "address",
    };
    const MESSAGE: &str = "Unable to bind address";
    let port = port.into().unwrap_or(0);
    let address = match socket.domain() {
        AF_PACKET => resolve::bind_interface(ADDRESS, MESSAGE, socket, &address)?,
        _ => resolve::target(ADDRESS, socket, &address, port)?,
    };

    sys::bind(socket.as_fd(), &address)
        .map_err(|cause| socket.fail(ADDRESS.function, MESSAGE, cause))
}

/// Starts listening for connections.
///
/// From now on peers can connect to `socket`. Each connection waits in a queue until
/// [`socket_accept`] takes it out. A TCP socket that is not bound listens on every address, on a
/// port that the system chooses.
///
/// `backlog` is the length of the queue, in connections. Linux holds one more than it says: five
/// for `4`, and one for the default, `0`. If many clients connect at once, a short queue makes them
/// wait and try again, or fail; a server that expects them passes [`SOMAXCONN`]. A number above the
/// system's limit (`net.core.somaxconn`, usually [`SOMAXCONN`]) or below 0 means that limit.
/// Calling the function again changes the length.
///
/// # Errors
///
/// `unable to listen on socket`, with the code
///
/// - [`SOCKET_EADDRINUSE`] if another socket already listens on the address;
/// - [`SOCKET_EINVAL`] if the socket is connected, or if a unix socket is not bound;
/// - [`SOCKET_EOPNOTSUPP`] if sockets of this type cannot listen, such as [`SOCK_DGRAM`].
///
/// # PHP
///
/// ```php
/// socket_listen(Socket $socket, int $backlog = 0): bool
/// ```
///
/// `Ok(())` stands for PHP's `true`, an `Err` for its warning and `false`.
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
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_listen(socket: &Socket, backlog: impl Into<Option<i32>>) -> Result<()> {
    traced!(socket_listen(socket, backlog) where backlog = backlog.into());

    let backlog = backlog.into().unwrap_or(0);

    sys::listen(socket.as_fd(), backlog)
        .map_err(|cause| socket.fail("socket_listen", "unable to listen on socket", cause))
}

/// Takes the next connection out of the queue, and waits for one if the queue is empty.
///
/// The result is a new socket that is connected to the peer; `socket` goes on listening. Programs
/// that this one starts do not inherit the new socket.
///
/// The new socket is non-blocking if the listener is: if
/// [`socket_set_nonblock`](crate::socket_set_nonblock) was called for it, or if it was non-blocking
/// when it became a [`Socket`], as an imported one can be. [`SOCK_NONBLOCK`] at the listener's
/// creation does not count. To read from the new socket with a [`SO_RCVTIMEO`], call
/// [`socket_set_block`](crate::socket_set_block) first.
///
/// # Errors
///
/// `unable to accept incoming connection`, with the code
///
/// - [`SOCKET_EAGAIN`] if the queue is empty and `socket` is non-blocking, or [`SO_RCVTIMEO`] has
///   passed. PHP prints no warning then, and the error's kind is
///   [`Silent`](crate::ErrorKind::Silent);
/// - [`SOCKET_EINVAL`] if `socket` does not listen;
/// - [`SOCKET_EOPNOTSUPP`] if sockets of its type cannot listen, such as [`SOCK_DGRAM`];
/// - [`SOCKET_EMFILE`] if the process has reached its limit of open descriptors. The connection
///   stays in the queue;
/// - [`SOCKET_EINTR`] if a signal interrupted the call.
///
/// # PHP
///
/// ```php
/// socket_accept(Socket $socket): Socket|false
/// ```
///
/// PHP records the failure for the process only, so `socket_last_error($socket)`, which many
/// examples call, returns 0 ("Success"). Here it is recorded for the listener too. Before 8.5, the
/// new socket always blocks.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_accept(socket: &Socket) -> Result<Socket> {
    traced!(socket_accept(socket));

    sys::accept(socket.as_fd(), socket.is_nonblocking())
        .map(|descriptor| socket.accepted(descriptor))
        .map_err(|cause| {
            socket.fail(
                "socket_accept",
                "unable to accept incoming connection",
                cause,
            )
        })
}

/// Connects a socket to a server, and waits until it is connected or the attempt has failed.
///
/// `address` and `port` are as in [`socket_bind`], but `port` may be `None` for [`AF_UNIX`] only. A
/// raw socket has no ports, and takes `0`.
///
/// The connection is made by the server's kernel, not by its program: the call succeeds before the
/// server has accepted. Connecting a datagram socket sends nothing to the peer. It then sends to
/// and receives from that address only.
///
/// On a non-blocking TCP socket the call returns at once with [`SOCKET_EINPROGRESS`], an error of
/// the kind [`Silent`](crate::ErrorKind::Silent). When the connection is made or has failed, the
/// socket becomes writable, and [`SO_ERROR`] holds the result. A unix socket is different:
/// [`SOCKET_EAGAIN`] means that the server's queue is full and that no connection has been started,
/// so the program has to call again later.
///
/// # Errors
///
/// A `ValueError`, before any system call, if `port` is `None` for an IP socket, for the same
/// addresses as in [`socket_bind`], and for a packet socket, which has no peer.
///
/// `Host lookup failed`, as in [`socket_bind`].
///
/// `unable to connect`, with the code
///
/// - [`SOCKET_ECONNREFUSED`] if no socket listens on that address;
/// - [`SOCKET_ETIMEDOUT`] if there is no answer;
/// - [`SOCKET_EINPROGRESS`] if the connection is still being made, and `socket` is non-blocking
///   or [`SO_SNDTIMEO`] has passed;
/// - [`SOCKET_EAGAIN`] if the queue of a unix socket is full, under the same conditions;
/// - [`SOCKET_EALREADY`] if an earlier call has started a connection that is still being made;
/// - [`SOCKET_EISCONN`] if the socket is connected already, or listens;
/// - [`SOCKET_ENETUNREACH`] or [`SOCKET_EHOSTUNREACH`] if there is no route to the address;
/// - [`SOCKET_EACCES`] for a broadcast address on UDP, unless [`SO_BROADCAST`] is set. On TCP,
///   there is no route to one;
/// - [`SOCKET_EPROTOTYPE`] if the unix socket at that path is of another type;
/// - [`SOCKET_ENOENT`] if a unix path does not exist;
/// - [`SOCKET_EINTR`] if a signal interrupted the call.
///
/// # PHP
///
/// ```php
/// socket_connect(Socket $socket, string $address, ?int $port = null): bool
/// ```
///
/// PHP takes any number as a port, modulo 65536, and cuts off an address at a NUL byte. Here a
/// port above 65535 does not compile:
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
/// let bound = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_bind(&bound, "127.0.0.1", 0)?; // bound, but not listening
///
/// let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// let port = socket_getsockname(&bound)?.port();
/// let error = socket_connect(&client, "127.0.0.1", port).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_connect(): unable to connect [111]: Connection refused",
/// );
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_connect(
    socket: &Socket,
    address: impl ToAddress,
    port: impl Into<Option<u16>>,
) -> Result<()> {
    traced!(socket_connect(socket, address, port)
        where address = &address as &dyn ToAddress, port = port.into());

    const ADDRESS: Argument = Argument {
        function: "socket_connect",
        index: 2,
        name: "address",
    };
    if socket.domain() == AF_PACKET {
        return Err(resolve::unknown_family(ADDRESS.function));
    }
    let port = resolve::required_port(ADDRESS, socket, port.into())?;
    let address = resolve::target(ADDRESS, socket, &address, port)?;

    sys::connect(socket.as_fd(), &address)
        .map_err(|cause| socket.fail(ADDRESS.function, "unable to connect", cause))
}

/// Shuts down one direction of a connection, or both, without closing the socket.
///
/// `mode` is [`SHUT_RD`] (`0`), [`SHUT_WR`] (`1`) or [`SHUT_RDWR`] (`2`, the default). After
/// [`SHUT_WR`] the peer reads what was sent, then the end, and can still answer.
///
/// # Errors
///
/// A `ValueError`, before any system call, for any other `mode`.
///
/// `Unable to shutdown socket`, with the code [`SOCKET_ENOTCONN`] if the socket is not connected,
/// or no longer connected. On a new TCP socket, Linux shuts down reading nevertheless.
///
/// # PHP
///
/// ```php
/// socket_shutdown(Socket $socket, int $mode = 2): bool
/// ```
///
/// Before 8.5, PHP passes any `$mode` to the system, which refuses it with [`SOCKET_EINVAL`].
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
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_shutdown(socket: &Socket, mode: impl Into<Option<i32>>) -> Result<()> {
    traced!(socket_shutdown(socket, mode) as [socket, mode.map(Named::shutdown_mode)]
        where mode = mode.into());

    const NAME: &str = "socket_shutdown";
    let how = match mode.into().unwrap_or(SHUT_RDWR) {
        SHUT_RD => Shutdown::Read,
        SHUT_WR => Shutdown::Write,
        SHUT_RDWR => Shutdown::Both,
        _ => {
            let rule = "must be one of SHUT_RD, SHUT_WR or SHUT_RDWR";
            return Err(Error::value(NAME, 2, "mode", rule));
        }
    };

    sys::shutdown(socket.as_fd(), how)
        .map_err(|cause| socket.fail(NAME, "Unable to shutdown socket", cause))
}
