//! What std expects of a socket: conversions, the descriptor, [`Read`] and [`Write`].

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, OwnedFd, RawFd};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};

use libc::{SO_DOMAIN, SO_TYPE, SOL_SOCKET};

use super::Socket;
use crate::sys;

/// Takes over any descriptor and sets close-on-exec, so child programs do not inherit it.
///
/// The kernel is asked for the family, the type and the mode. A descriptor that is not a socket has
/// neither, and every call on it fails; [`socket_import_stream`](crate::socket_import_stream)
/// refuses it instead.
impl From<OwnedFd> for Socket {
    fn from(descriptor: OwnedFd) -> Self {
        let ask = |option| sys::get_option(descriptor.as_fd(), SOL_SOCKET, option);
        let [domain, r#type] =
            [SO_DOMAIN, SO_TYPE].map(|option| ask(option).map_or(0, |(value, _)| value));
        let nonblocking = sys::is_nonblocking(descriptor.as_fd()).unwrap_or(false);
        // It fails only for a descriptor that is not open, and an `OwnedFd` is open.
        let _ = sys::set_cloexec(descriptor.as_fd());

        Self {
            peek_offset: true.into(),
            nonblocking: nonblocking.into(),
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
        sys::recv_into(self.as_fd(), data)
    }

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        sys::recv_vectored(self.as_fd(), buffers)
    }
}

/// Writing to a broken connection returns an error. It never raises the signal `SIGPIPE`.
impl Write for &Socket {
    #[inline]
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        sys::send(self.as_fd(), data, 0)
    }

    fn write_vectored(&mut self, data: &[IoSlice<'_>]) -> io::Result<usize> {
        sys::send_vectored(self.as_fd(), data)
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

    fn read_vectored(&mut self, buffers: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        (&*self).read_vectored(buffers)
    }
}

impl Write for Socket {
    #[inline]
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        (&*self).write(data)
    }

    fn write_vectored(&mut self, data: &[IoSlice<'_>]) -> io::Result<usize> {
        (&*self).write_vectored(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
