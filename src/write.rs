//! Writing: [`socket_write`].

use std::os::fd::AsFd;

#[cfg(doc)]
use crate::constants::*;
use crate::error::Result;
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;

/// Writes data, and waits until the system has taken it.
///
/// `length` is the maximum number of bytes of `data` to write; the default is all of them.
///
/// Returns the number of bytes that the system has taken. That does not mean that they have
/// arrived. On a non-blocking stream, or if [`SO_SNDTIMEO`] passes, it can be less than was given;
/// the caller has to write the rest later.
///
/// Empty data sends nothing on a stream, and an empty message on other sockets.
///
/// # Errors
///
/// `unable to write to socket`, with the code
///
/// - [`SOCKET_EAGAIN`] if the system could take nothing and the socket is non-blocking, or
///   [`SO_SNDTIMEO`] has passed. PHP prints no warning then, and the error's kind is
///   [`Silent`](crate::ErrorKind::Silent);
/// - [`SOCKET_EPIPE`] if a TCP socket is not connected, the peer has closed, or this side was shut
///   down; [`SOCKET_ENOTCONN`] if a unix socket is not connected;
/// - [`SOCKET_ECONNRESET`] if the peer has reset the connection;
/// - [`SOCKET_EDESTADDRREQ`] if a UDP socket is not connected;
/// - [`SOCKET_EMSGSIZE`] if a message is too long;
/// - [`SOCKET_ECONNREFUSED`] if the peer of a datagram socket has closed;
/// - [`SOCKET_EINTR`] if a signal interrupted the call.
///
/// # PHP
///
/// ```php
/// socket_write(Socket $socket, string $data, ?int $length = null): int|false
/// ```
///
/// PHP throws a `ValueError` for a negative length; a `usize` cannot be negative. In PHP it depends
/// on the program whether a broken connection raises the signal `SIGPIPE`; here it never does.
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
/// let msg = "test successful\n";
/// assert_eq!(socket_write(&here, msg, msg.len())?, 16);
/// assert_eq!(socket_read(&there, 8192, None)?, msg.as_bytes());
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_write(
    socket: &Socket,
    data: impl AsRef<[u8]>,
    length: impl Into<Option<usize>>,
) -> Result<usize> {
    traced!(socket_write(socket, data, length)
        where data = data.as_ref(), length = length.into());

    let data = data.as_ref();
    let length = length.into().unwrap_or(data.len()).min(data.len());

    sys::send(socket.as_fd(), &data[..length], 0)
        .map_err(|cause| socket.fail("socket_write", "unable to write to socket", cause))
}
