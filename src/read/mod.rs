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
use line::read_line;

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
/// A loop that reads must end at an empty result. After the end every further call returns one
/// at once, so a loop that waits for a failure, as with lines in PHP, never ends.
///
/// A line that is there takes two calls to the system: a peek that finds its end, and the read.
/// When several threads or processes read from one socket, lines may be torn, as in PHP, or come
/// together; no byte is lost or comes twice. A socket with the option `SO_PEEK_OFF` is read
/// byte by byte, as peeking shows other bytes there. If another `Socket` of the same open socket
/// sets it, one line may come together with the next ones.
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
/// here memory is used as data arrives. Each thread keeps a buffer for its next read: at most
/// 256 KiB of memory, and 1 MiB of addresses.
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

#[inline(always)]
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
