//! Blocking and non-blocking mode: [`socket_set_block`], [`socket_set_nonblock`].

use std::os::fd::AsFd;

#[cfg(doc)]
use crate::constants::*;
use crate::error::Result;
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;

/// Sets a socket to blocking mode: a call waits until it can do its work. A new socket is in this
/// mode, unless a non-blocking listener has accepted it.
///
/// # Errors
///
/// `unable to set blocking mode`, with the system's code. It is not known to fail for an open
/// socket.
///
/// # PHP
///
/// ```php
/// socket_set_block(Socket $socket): bool
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, SOL_TCP)?;
/// socket_set_block(&socket)?;
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_set_block(socket: &Socket) -> Result<()> {
    traced!(socket_set_block(socket));

    sys::set_nonblocking(socket.as_fd(), false)
        .map(|()| socket.mode_set(false))
        .map_err(|cause| socket.fail("socket_set_block", "unable to set blocking mode", cause))
}

/// Sets a socket to non-blocking mode: a call that would have to wait fails at once.
///
/// Reading, writing and accepting then fail with [`SOCKET_EAGAIN`], connecting with
/// [`SOCKET_EINPROGRESS`]. PHP prints no warning for them, and the error's kind is
/// [`Silent`](crate::ErrorKind::Silent). Sockets that a
/// listener accepts from now on are non-blocking too.
///
/// # Errors
///
/// `unable to set nonblocking mode`, with the system's code. It is not known to fail for an open
/// socket.
///
/// # PHP
///
/// ```php
/// socket_set_nonblock(Socket $socket): bool
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_listen(&server, None)?;
/// socket_set_nonblock(&server)?;
///
/// let error = socket_accept(&server).unwrap_err();
/// assert!(error.is_would_block());
/// assert_eq!(error.kind(), ErrorKind::Silent);
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_set_nonblock(socket: &Socket) -> Result<()> {
    traced!(socket_set_nonblock(socket));

    const NAME: &str = "socket_set_nonblock";

    sys::set_nonblocking(socket.as_fd(), true)
        .map(|()| socket.mode_set(true))
        .map_err(|cause| socket.fail(NAME, "unable to set nonblocking mode", cause))
}
