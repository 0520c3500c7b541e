//! Reading: [`socket_read`].

mod line;

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;

use crate::argument::check_length;
use crate::buffer::{self, SHORT};
#[cfg(doc)]
use crate::constants::*;
use crate::constants::{PHP_BINARY_READ, PHP_NORMAL_READ};
use crate::error::Result;
use crate::socket::Socket;
use crate::sys;
use crate::trace::traced;
use line::read_line;

/// Reads what has arrived, and waits if nothing has.
///
/// `length` is the maximum number of bytes to read. The result may be shorter: a stream returns
/// what is there, which need not be what one write sent, nor a whole message. An empty result is
/// the end of the stream: the peer has closed its socket, or shut down its side.
///
/// `mode` is
///
/// - [`PHP_BINARY_READ`] (the default, and any other number): one system call;
/// - [`PHP_NORMAL_READ`]: reads up to and including the first `\n` or `\r`. If the peer closes, or
///   the call cannot wait for more (the socket is non-blocking, [`SO_RCVTIMEO`] has passed, or a
///   signal has arrived), the result is the part of the line that has arrived.
///
/// A loop that reads has to stop at an empty result. After the end of the stream every call returns
/// one at once, so a loop that waits for a failure, like a loop over lines in PHP, never ends.
///
/// A line that has arrived takes two system calls: one peeks to find its end,
/// the other reads. If several threads or processes read lines from one socket,
/// a line may be split between them, as in PHP, or joined with the next one; no
/// byte is lost or read twice. A socket with the option `SO_PEEK_OFF` is read
/// byte by byte, because a peek may return other bytes than a read. If the
/// option is set through another `Socket` of the same open socket, one line may
/// be joined with the next ones.
///
/// On a socket that is not a stream, the part of a message beyond `length` is lost.
///
/// # Errors
///
/// `unable to read from socket`, with the code
///
/// - [`SOCKET_EAGAIN`] if nothing has arrived and the socket is non-blocking, or [`SO_RCVTIMEO`]
///   has passed. PHP prints no warning then, and the error's kind is
///   [`Silent`](crate::ErrorKind::Silent);
/// - [`SOCKET_ENOTCONN`] if a TCP socket or one of type [`SOCK_SEQPACKET`] is not connected;
///   [`SOCKET_EINVAL`] if a unix socket of type [`SOCK_STREAM`] is not;
/// - [`SOCKET_ECONNRESET`] if the peer has reset the connection;
/// - [`SOCKET_ECONNREFUSED`] if no socket received an earlier datagram;
/// - [`SOCKET_EINTR`] if a signal interrupted the call.
///
/// A length of `0`, or above 2^63 - 2, is a silent failure too. It is not recorded as a last error.
///
/// # PHP
///
/// ```php
/// socket_read(Socket $socket, int $length, int $mode = PHP_BINARY_READ): string|false
/// ```
///
/// PHP reads a line byte by byte, with a system call for each. At the end of a blocking stream it
/// loses the last line and warns of a reset that did not happen. On a non-blocking stream it uses a
/// whole processor until the line is complete. [`SO_RCVTIMEO`] does not limit it: each time the
/// limit has passed, it waits again.
///
/// PHP allocates the memory for `length` before it reads; here memory is used as data arrives. Each
/// thread keeps a buffer for its next read, of at most 256 KiB of memory in 1 MiB of addresses.
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
#[cfg_attr(feature = "tracing", track_caller)]
#[inline]
pub fn socket_read(
    socket: &Socket,
    length: usize,
    mode: impl Into<Option<i32>>,
) -> Result<Vec<u8>> {
    traced!(socket_read(socket, length, mode) as [socket, length, mode.map(Named::read_mode)]
        where mode = mode.into());

    const NAME: &str = "socket_read";
    let mode = mode.into().unwrap_or(PHP_BINARY_READ);
    check_length(NAME, 2, length)?;

    let read = match mode {
        PHP_NORMAL_READ => read_line(socket, length),
        _ => read_once(socket, length),
    };
    read.map_err(|cause| socket.fail(NAME, "unable to read from socket", cause))
}

#[inline]
fn read_once(socket: &Socket, length: usize) -> io::Result<Vec<u8>> {
    if length <= SHORT {
        let mut buffer = [MaybeUninit::uninit(); SHORT];
        let data = sys::recv_uninit(socket.as_fd(), &mut buffer[..length], 0)?;
        return Ok(data.to_owned());
    }
    let length = length.min(sys::MAX_RW_COUNT);
    let mut buffer = buffer::take(length);
    let received = sys::recv(socket.as_fd(), &mut buffer, length, 0);
    let data = received.map(|_| buffer::contents(&mut buffer));
    buffer::put_back(buffer);
    data
}
