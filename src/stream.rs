//! From and to the sockets of others: [`socket_import_stream`],
//! [`socket_export_stream`].

use std::os::fd::OwnedFd;

#[cfg(doc)]
use crate::constants::*;
use crate::error::{Error, Result};
use crate::socket::Socket;

/// Makes a socket of what another library has opened: a std `TcpStream`, `UdpSocket`
/// or `UnixListener`, or any [`OwnedFd`].
///
/// Family and type are asked of the kernel. From here on programs that this one
/// starts do not inherit it.
///
/// `Socket::from` does the same for what surely is a socket.
///
/// # Errors
///
/// `Cannot represent a stream of type STDIO as a Socket Descriptor`, without a code,
/// if it is no socket. It is closed then.
///
/// # PHP
///
/// ```php
/// socket_import_stream(resource $stream): Socket|false
/// ```
///
/// PHP's stream and socket then share one descriptor, and closing one breaks the
/// other. Here the stream is given away. PHP warns of bytes that the stream had
/// buffered; std's sockets buffer none.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::net::UdpSocket;
///
/// let socket = socket_import_stream(UdpSocket::bind("127.0.0.1:0")?)?;
/// assert_eq!(socket_getsockname(&socket)?.address(), "127.0.0.1");
///
/// let file = std::fs::File::open("/dev/null")?;
/// assert_eq!(
///     socket_import_stream(file).unwrap_err().to_string(),
///     "socket_import_stream(): Cannot represent a stream of type STDIO as a Socket Descriptor",
/// );
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn socket_import_stream(stream: impl Into<OwnedFd>) -> Result<Socket> {
    const NAME: &str = "socket_import_stream";
    let socket = Socket::from(stream.into());

    if socket.domain() == 0 {
        let message = "Cannot represent a stream of type STDIO as a Socket Descriptor";
        return Err(Error::warning(NAME, message));
    }
    Ok(socket)
}

/// Gives a socket to another library: as a std `TcpStream`, `UnixDatagram`, …, an
/// [`OwnedFd`], or anything else that is made from one.
///
/// Nothing checks that family and type are those of the target, as in
/// `TcpStream::from(descriptor)`; a wrong one fails when it is used.
///
/// # PHP
///
/// ```php
/// socket_export_stream(Socket $socket): resource|false
/// ```
///
/// PHP's stream and socket then share one descriptor, and closing one breaks the
/// other. Here the socket is given away, so it cannot fail.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::io::Read;
/// use std::os::unix::net::UnixStream;
///
/// let [one, other] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// socket_write(&other, "hello", None)?;
/// socket_close(other);
///
/// let mut text = String::new();
/// socket_export_stream::<UnixStream>(one).read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn socket_export_stream<T: From<OwnedFd>>(socket: Socket) -> T {
    OwnedFd::from(socket).into()
}
