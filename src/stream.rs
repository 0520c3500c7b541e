//! Converting from and to the sockets of other libraries: [`socket_import_stream`],
//! [`socket_export_stream`].

use std::os::fd::OwnedFd;

#[cfg(doc)]
use crate::constants::*;
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::trace::traced;

/// Converts a socket that another library has opened: a std `TcpStream`, `UdpSocket` or
/// `UnixListener`, or any [`OwnedFd`].
///
/// The kernel is asked for its family and type. Close-on-exec is set, so programs that this one
/// starts do not inherit it.
///
/// `Socket::from` does the same without the check that it is a socket.
///
/// # Errors
///
/// `Cannot represent a stream of type STDIO as a Socket Descriptor`, without a code, if it is not a
/// socket. The descriptor is then closed.
///
/// # PHP
///
/// ```php
/// socket_import_stream(resource $stream): Socket|false
/// ```
///
/// In PHP, the stream and the socket share one descriptor, and closing one breaks the other. Here
/// the stream is moved into the socket. PHP warns about bytes left in the stream's buffer; std's
/// sockets have no buffer.
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
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_import_stream(stream: impl Into<OwnedFd>) -> Result<Socket> {
    traced!(socket_import_stream(stream) as [gone]
        where stream = stream.into(), gone = Gone::stream(&stream));

    const NAME: &str = "socket_import_stream";
    let socket = Socket::from(stream.into());

    if socket.domain() == 0 {
        let message = "Cannot represent a stream of type STDIO as a Socket Descriptor";
        return Err(Error::warning(NAME, message));
    }
    Ok(socket)
}

/// Converts a socket into the type of another library: a std `TcpStream`, `UnixDatagram`, …, an
/// [`OwnedFd`], or any other type that can be made from an `OwnedFd`.
///
/// As with `TcpStream::from(descriptor)`, nothing checks whether the family and the type are those
/// of the target. If they are not, its methods fail.
///
/// # PHP
///
/// ```php
/// socket_export_stream(Socket $socket): resource|false
/// ```
///
/// In PHP, the stream and the socket share one descriptor, and closing one breaks the other. Here
/// the socket is moved into the result, and the call cannot fail.
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
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_export_stream<T: From<OwnedFd>>(socket: Socket) -> T {
    traced!("socket_export_stream", result = socket_export_stream::<T>(socket), &stream, [gone]
        where gone = Gone::socket(&socket), stream = Gone::stream(&socket));

    OwnedFd::from(socket).into()
}
