//! Sending and receiving: [`socket_read`], [`socket_write`].

use std::mem::MaybeUninit;
use std::os::fd::AsFd;

#[cfg(doc)]
use crate::constants::*;
use crate::constants::{PHP_BINARY_READ, PHP_NORMAL_READ};
use crate::kept::{SHORT, buffer, contents, keep};
use crate::line::read_line;
use crate::{Error, Result, Socket, sys};

/// Reads what has arrived, and waits for it if nothing has.
///
/// `length` is the most bytes to read. The result may be shorter: a stream gives
/// what is there, which need not be what one write sent, nor a whole message. An
/// empty result is the end: the peer has closed, or shut down its side.
///
/// `mode` is
///
/// - [`PHP_BINARY_READ`] (the default, and any other number): one call to the
///   system;
/// - [`PHP_NORMAL_READ`]: up to and with the first `\n` or `\r`. When the peer
///   closes, or nothing more comes for now on a socket that does not wait (it is
///   non-blocking, [`SO_RCVTIMEO`] has passed, a signal came), the result is what
///   has arrived of the line.
///
/// A line takes two calls to the system, a look and then the taking: let one thread
/// read from a socket at a time. The look obeys the options [`SO_RCVLOWAT`] and
/// `SO_PEEK_OFF` (42), so a socket that has one set is read byte by byte, as in PHP. Set
/// them by [`socket_set_option`](crate::socket_set_option), which takes note.
///
/// Of a message that is longer than `length`, on a socket that is no stream, the
/// rest is lost.
///
/// # Errors
///
/// `unable to read from socket`, with the code
///
/// - [`SOCKET_EAGAIN`] if nothing has arrived and the socket is non-blocking, or
///   [`SO_RCVTIMEO`] has passed; PHP says nothing then, and the error's kind is
///   [`Silent`](crate::ErrorKind::Silent);
/// - [`SOCKET_ENOTCONN`] if a TCP socket or one of [`SOCK_SEQPACKET`] is not connected;
///   [`SOCKET_EINVAL`] for a unix socket of [`SOCK_STREAM`];
/// - [`SOCKET_ECONNRESET`] if the peer broke the connection off;
/// - [`SOCKET_ECONNREFUSED`] if an earlier datagram found nobody;
/// - [`SOCKET_EINTR`] if a signal came first.
///
/// A length of `0`, or above 2^63 - 2, is a silent failure too. It records nothing.
///
/// # PHP
///
/// ```php
/// socket_read(Socket $socket, int $length, int $mode = PHP_BINARY_READ): string|false
/// ```
///
/// PHP reads a line byte by byte, each with a call to the system. At the end of a
/// blocking stream it loses the last line and warns of a reset that never was; on a
/// non-blocking one, and with [`SO_RCVTIMEO`], it spins at full speed until the
/// line is complete. It also sets aside the memory for `length` before it reads;
/// here memory is used as data arrives. Each thread keeps room for its last read: 256 KiB
/// of memory at most, the rest is addresses only.
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
/// socket_write(&there, "Ho\r\nfirst blood\r\n", None)?;
/// assert_eq!(socket_read(&here, 8192, PHP_NORMAL_READ)?, b"Ho\r");
/// assert_eq!(socket_read(&here, 8192, PHP_NORMAL_READ)?, b"\n");
/// assert_eq!(socket_read(&here, 8192, None)?, b"first blood\r\n");
///
/// socket_close(there);
/// assert_eq!(socket_read(&here, 8192, None)?, b""); // the end
/// # Ok::<(), std::io::Error>(())
/// ```
#[inline(always)]
pub fn socket_read(
    socket: &Socket,
    length: usize,
    mode: impl Into<Option<i32>>,
) -> Result<Vec<u8>> {
    const NAME: &str = "socket_read";
    let mode = mode.into().unwrap_or(PHP_BINARY_READ);
    check_length(NAME, 2, length)?;

    let read = match mode {
        PHP_NORMAL_READ => read_line(socket, length),
        _ => read_once(socket, length),
    };
    read.map_err(|cause| socket.fail(NAME, "unable to read from socket", cause))
}

/// The lengths for which PHP returns `false` without a call. `usize` ends beyond
/// its `PHP_INT_MAX`.
#[inline]
pub(crate) fn check_length(function: &'static str, index: usize, length: usize) -> Result<()> {
    const PHP_INT_MAX: usize = isize::MAX as usize;

    let rule = match length {
        0 => "must be greater than 0",
        1..PHP_INT_MAX => return Ok(()),
        _ => "must be less than 9223372036854775807",
    };
    Err(Error::silent(function, index, "length", rule))
}

#[inline(always)]
fn read_once(socket: &Socket, length: usize) -> std::io::Result<Vec<u8>> {
    if length <= SHORT {
        let mut room = [MaybeUninit::uninit(); SHORT];
        let data = sys::recv_first(socket.as_fd(), &mut room[..length], 0)?;
        return Ok(data.to_owned());
    }
    let length = length.min(sys::MOST_AT_ONCE);
    let mut buffer = buffer(length);
    let received = sys::recv(socket.as_fd(), &mut buffer, 0, length, 0);
    let data = received.map(|_| contents(&mut buffer));
    keep(buffer);
    data
}

/// Writes data, and waits until the system has taken it.
///
/// `length` is the most bytes of `data` to write; the default is all.
///
/// Returns the number of bytes the system has taken, which is not yet the number
/// that have arrived. On a non-blocking stream, or when [`SO_SNDTIMEO`] passes, it
/// can be less than was given: the caller writes the rest later.
///
/// Writing nothing sends nothing on a stream, and an empty message otherwise.
///
/// # Errors
///
/// `unable to write to socket`, with the code
///
/// - [`SOCKET_EAGAIN`] if the system could take nothing and the socket is
///   non-blocking, or [`SO_SNDTIMEO`] has passed; PHP says nothing then, and the
///   error's kind is [`Silent`](crate::ErrorKind::Silent);
/// - [`SOCKET_EPIPE`] if a TCP socket is not connected, the peer has closed, or
///   this side was shut down; [`SOCKET_ENOTCONN`] for a unix socket that is not
///   connected;
/// - [`SOCKET_ECONNRESET`] if the peer broke the connection off;
/// - [`SOCKET_EDESTADDRREQ`] if a UDP socket is not connected;
/// - [`SOCKET_EMSGSIZE`] if a message is too long;
/// - [`SOCKET_ECONNREFUSED`] if the peer of a datagram socket has closed;
/// - [`SOCKET_EINTR`] if a signal came first.
///
/// # PHP
///
/// ```php
/// socket_write(Socket $socket, string $data, ?int $length = null): int|false
/// ```
///
/// PHP throws a `ValueError` for a negative length; a `usize` has none. Whether a
/// broken connection raises `SIGPIPE` depends on the program in PHP; here it never
/// does.
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
#[inline(always)]
pub fn socket_write(
    socket: &Socket,
    data: impl AsRef<[u8]>,
    length: impl Into<Option<usize>>,
) -> Result<usize> {
    let data = data.as_ref();
    let length = length.into().unwrap_or(data.len()).min(data.len());

    sys::send(socket.as_fd(), &data[..length], 0)
        .map_err(|cause| socket.fail("socket_write", "unable to write to socket", cause))
}
