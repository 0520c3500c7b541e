//! [`Socket`]: an open descriptor and its own last error.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, OwnedFd, RawFd};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use socket2::SockRef;

use crate::constants::{AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM};
use crate::look::Look;
use crate::{Error, sys};

/// An open socket.
///
/// [`socket_create`](crate::socket_create) and
/// [`socket_accept`](crate::socket_accept) make one. Dropping it closes it, as
/// [`socket_close`](crate::socket_close) does by name.
///
/// # Beside the functions
///
/// A socket is also what std expects of one. It can be shared between threads.
/// It turns from and into an [`OwnedFd`], comes from std's sockets, and
/// [`AsFd`] lends it to any other crate. [`Read`] and [`Write`], for `Socket` and
/// `&Socket`, make `BufReader`, `write_all` and `io::copy` work; they report
/// through [`io::Error`] alone and record no last error.
///
/// # PHP
///
/// PHP's `Socket` is a reference-counted object that can outlive its descriptor:
/// using it after `socket_close` throws. Here a socket has one owner and
/// everything else borrows it, so use after close does not compile:
///
/// ```compile_fail,E0382
/// use php_sockets::*;
///
/// let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_close(socket);
/// socket_read(&socket, 8192, None)?; // error[E0382]: borrow of moved value: `socket`
/// # Ok::<(), Error>(())
/// ```
///
/// # Examples
///
/// ```
/// use std::io::{BufRead, BufReader, Write};
/// use std::os::unix::net::UnixStream;
///
/// use php_sockets::Socket;
///
/// let (ours, theirs) = UnixStream::pair()?;
/// let ours = Socket::from(ours);
/// (&theirs).write_all(b"one\ntwo\n")?;
/// drop(theirs);
///
/// let lines: Vec<String> = BufReader::new(&ours).lines().collect::<Result<_, _>>()?;
/// assert_eq!(lines, ["one", "two"]);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Socket {
    descriptor: OwnedFd,
    domain: i32,
    r#type: i32,
    last_error: AtomicI32,
    look: Look,
}

impl Socket {
    #[inline]
    pub(crate) fn new(descriptor: impl Into<OwnedFd>, domain: i32, r#type: i32) -> Self {
        Self {
            descriptor: descriptor.into(),
            domain,
            r#type,
            last_error: AtomicI32::new(0),
            look: Look::FREE,
        }
    }

    /// A connection that this socket has accepted: it is as the listener is.
    #[inline]
    pub(crate) fn accepted(&self, descriptor: OwnedFd) -> Self {
        Self {
            look: self.look.inherited(),
            ..Self::new(descriptor, self.domain, self.r#type)
        }
    }

    /// The same descriptor with the calls of `socket2`.
    pub(crate) fn inner(&self) -> SockRef<'_> {
        SockRef::from(&self.descriptor)
    }

    /// The family, remembered as PHP does: it decides how an address is read.
    #[inline]
    pub(crate) fn domain(&self) -> i32 {
        self.domain
    }

    /// Whether its bytes form a stream, without bounds of messages.
    #[inline]
    pub(crate) fn is_stream(&self) -> bool {
        self.r#type == SOCK_STREAM
    }

    /// Whether a look ahead shows what a read would take, and waits no longer.
    #[inline]
    pub(crate) fn looks_ahead(&self) -> bool {
        self.is_stream()
            && [AF_UNIX, AF_INET, AF_INET6].contains(&self.domain)
            && self.look.is_free(self.as_fd())
    }

    #[inline]
    pub(crate) fn look(&self) -> &Look {
        &self.look
    }

    pub(crate) fn last_error(&self) -> i32 {
        self.last_error.load(Relaxed)
    }

    pub(crate) fn set_last_error(&self, code: i32) {
        self.last_error.store(code, Relaxed);
    }

    /// A call on this socket failed: recorded on it and on the thread.
    #[cold]
    pub(crate) fn fail(
        &self,
        function: &'static str,
        message: &'static str,
        cause: io::Error,
    ) -> Error {
        let error = Error::os(function, message, cause);
        self.set_last_error(error.code());
        error
    }
}

/// With the addresses of both ends, which the kernel is asked for.
impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("inner", &*self.inner())
            .field("domain", &self.domain)
            .field("type", &self.r#type)
            .field("last_error", &self.last_error)
            .finish()
    }
}

/// Takes over any descriptor. Programs that this one starts no longer inherit it.
/// Family and type are the kernel's answer; of something that is no socket there is
/// none, and each call on it then fails.
impl From<OwnedFd> for Socket {
    fn from(descriptor: OwnedFd) -> Self {
        let inner = SockRef::from(&descriptor);
        let domain = inner.domain().map_or(0, i32::from);
        let r#type = inner.r#type().map_or(0, i32::from);
        // Of an open descriptor no failure is known.
        let _ = inner.set_cloexec(true);
        Self {
            look: Look::UNKNOWN,
            ..Self::new(descriptor, domain, r#type)
        }
    }
}

impl From<Socket> for OwnedFd {
    #[inline]
    fn from(socket: Socket) -> Self {
        socket.descriptor
    }
}

macro_rules! from_std {
    ($($std:ty),+) => {$(
        impl From<$std> for Socket {
            fn from(socket: $std) -> Self {
                OwnedFd::from(socket).into()
            }
        }
    )+};
}

from_std!(
    TcpListener,
    TcpStream,
    UdpSocket,
    UnixDatagram,
    UnixListener,
    UnixStream
);

impl AsFd for Socket {
    #[inline]
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

impl AsRawFd for Socket {
    #[inline]
    fn as_raw_fd(&self) -> RawFd {
        self.descriptor.as_raw_fd()
    }
}

impl IntoRawFd for Socket {
    fn into_raw_fd(self) -> RawFd {
        self.descriptor.into_raw_fd()
    }
}

impl Read for &Socket {
    #[inline]
    fn read(&mut self, data: &mut [u8]) -> io::Result<usize> {
        sys::recv_into(self.as_fd(), data, 0)
    }
}

/// A broken connection is an error and never the signal `SIGPIPE`.
impl Write for &Socket {
    #[inline]
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        sys::send(self.as_fd(), data, 0)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Socket {
    #[inline]
    fn read(&mut self, data: &mut [u8]) -> io::Result<usize> {
        (&*self).read(data)
    }
}

impl Write for Socket {
    #[inline]
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        (&*self).write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
