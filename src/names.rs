//! The addresses of both ends of a connection: [`socket_getsockname`], [`socket_getpeername`].

use std::io;
use std::os::fd::AsFd;

use crate::address::Address;
#[cfg(doc)]
use crate::constants::*;
use crate::error::{Error, Result};
use crate::resolve::unknown_family;
use crate::socket::Socket;
use crate::sys::{self, SocketAddrAny};
use crate::trace::traced;

/// Returns the socket's own address.
///
/// For an IP socket that is not bound, it is `0.0.0.0` or `::` with port 0; for a unix socket,
/// [`Address::Unnamed`]. For a packet socket, it is the interface that the socket is bound to.
///
/// # Errors
///
/// A `ValueError` for an imported socket of a family that PHP does not know.
///
/// `invalid interface index`, an error of the kind [`Error`](crate::ErrorKind::Error), if a packet
/// socket is not bound, or its interface is gone.
///
/// `unable to retrieve socket name`, with the system's code.
///
/// # PHP
///
/// ```php
/// socket_getsockname(Socket $socket, string &$address, int &$port = null): bool
/// ```
///
/// For a packet socket, PHP writes the name of the interface and its index.
///
/// PHP writes `""` for an abstract unix name. Here the result holds the name.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// assert_eq!(socket_getsockname(&socket)?.to_string(), "0.0.0.0:0");
///
/// socket_bind(&socket, "127.0.0.1", 0)?;
/// let name = socket_getsockname(&socket)?;
/// assert_eq!(name.address(), "127.0.0.1");
/// assert_ne!(name.port(), Some(0)); // the one the system chose
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_getsockname(socket: &Socket) -> Result<Address> {
    traced!(socket_getsockname(socket));

    let name = sys::getsockname(socket.as_fd());

    address_of(
        socket,
        "socket_getsockname",
        "unable to retrieve socket name",
        name,
    )
}

/// Returns the address of the peer that the socket is connected to.
///
/// Right after [`socket_accept`](crate::socket_accept) it can fail with [`SOCKET_ENOTCONN`]: if
/// the peer has reset the connection in the meantime.
///
/// # Errors
///
/// A `ValueError` for an imported socket of a family that PHP does not know.
///
/// `unable to retrieve peer name`, with the code [`SOCKET_ENOTCONN`] if the socket is not
/// connected, or the connection was reset; or [`SOCKET_EOPNOTSUPP`] for a packet socket, which has
/// no peer.
///
/// # PHP
///
/// ```php
/// socket_getpeername(Socket $socket, string &$address, int &$port = null): bool
/// ```
///
/// PHP writes `""` for an abstract unix name. Here the result holds the name.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
/// let error = socket_getpeername(&socket).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "socket_getpeername(): unable to retrieve peer name [107]: \
///      Transport endpoint is not connected",
/// );
///
/// socket_connect(&socket, "127.0.0.1", 53)?;
/// assert_eq!(socket_getpeername(&socket)?.to_string(), "127.0.0.1:53");
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_getpeername(socket: &Socket) -> Result<Address> {
    traced!(socket_getpeername(socket));

    let name = sys::getpeername(socket.as_fd());

    address_of(
        socket,
        "socket_getpeername",
        "unable to retrieve peer name",
        name,
    )
}

fn address_of(
    socket: &Socket,
    function: &'static str,
    message: &'static str,
    name: io::Result<Option<SocketAddrAny>>,
) -> Result<Address> {
    let name = name.map_err(|cause| socket.fail(function, message, cause))?;

    match name.and_then(|name| Address::from_rustix(socket.as_fd(), name)) {
        Some(Address::Packet(packet)) if packet.name.is_empty() => {
            Err(Error::thrown("invalid interface index"))
        }
        name => name.ok_or_else(|| unknown_family(function)),
    }
}
