//! [`Socket`]: an open descriptor, and the last error of that socket.

mod std_traits;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};

use crate::address::Address;
use crate::constants::{
    AF_INET, AF_INET6, AF_UNIX, MSG_ERRQUEUE, MSG_TRUNC, SOCK_STREAM, SOL_SOCKET,
};
use crate::error::Error;
use crate::sys;

/// An open socket.
///
/// [`socket_create`](crate::socket_create), [`socket_accept`](crate::socket_accept) and their
/// relatives return one. Dropping it closes it, just as [`socket_close`](crate::socket_close)
/// does.
///
/// # Working with std and other crates
///
/// A `Socket` can be shared between threads. It converts from and into an [`OwnedFd`], converts
/// from std's sockets, and implements [`AsFd`] for every crate that borrows descriptors.
///
/// `Socket` and `&Socket` implement [`Read`](io::Read) and [`Write`](io::Write), so
/// `BufReader`, `write_all` and `io::copy` work. A vectored read or write is one system call.
/// These methods report a failure as an [`io::Error`] and record no last error.
///
/// Two sockets are equal if they have the same descriptor, so a socket can be looked up in a
/// `Vec` or used as the key of a `HashMap`. PHP programs do this with `in_array` and `===`.
///
/// # PHP
///
/// PHP's `Socket` is a reference-counted object that can outlive its descriptor: using it after
/// `socket_close` throws an `Error`. Here a socket has one owner, and the functions borrow it, so
/// use after close does not compile:
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
    /// Whether `SO_PEEK_OFF` may be set. If so, the option is read before the next peek.
    peek_offset: AtomicBool,
    /// Whether a socket that it accepts is non-blocking too. PHP stores this in the object too,
    /// instead of asking the kernel.
    nonblocking: AtomicBool,
}

impl Socket {
    #[inline]
    pub(crate) fn new(descriptor: OwnedFd, domain: i32, r#type: i32) -> Self {
        Self {
            descriptor,
            domain,
            r#type,
            last_error: AtomicI32::new(0),
            peek_offset: AtomicBool::new(false),
            nonblocking: AtomicBool::new(false),
        }
    }

    /// A connection that this listener has accepted. It inherits the listener's options.
    #[inline]
    pub(crate) fn accepted(&self, descriptor: OwnedFd) -> Self {
        Self {
            peek_offset: AtomicBool::new(self.peek_offset.load(Relaxed)),
            nonblocking: AtomicBool::new(self.is_nonblocking()),
            ..Self::new(descriptor, self.domain, self.r#type)
        }
    }

    /// The family, which decides how `$address` is read. PHP stores it in the object too.
    #[inline]
    pub(crate) fn domain(&self) -> i32 {
        self.domain
    }

    /// The type, which decides whether a frame has its header.
    pub(crate) fn kind(&self) -> i32 {
        self.r#type
    }

    /// Whether it carries a stream of bytes, without boundaries between messages.
    #[inline]
    fn is_stream(&self) -> bool {
        self.r#type == SOCK_STREAM
    }

    /// Whether receiving with these flags discards the data: for `MSG_TRUNC`, TCP returns the
    /// number of bytes and writes none of them. Streams of other families write them.
    #[inline]
    pub(crate) fn discards(&self, flags: i32) -> bool {
        flags & (MSG_TRUNC | MSG_ERRQUEUE) == MSG_TRUNC
            && self.is_stream()
            && [AF_INET, AF_INET6].contains(&self.domain)
    }

    /// Whether `MSG_PEEK` returns the same bytes as the next read.
    #[inline]
    pub(crate) fn can_peek(&self) -> bool {
        self.is_stream()
            && [AF_UNIX, AF_INET, AF_INET6].contains(&self.domain)
            && !(self.peek_offset.load(Relaxed) && self.has_peek_offset())
    }

    #[cold]
    fn has_peek_offset(&self) -> bool {
        // TCP has had this option since Linux 6.9.
        let has_one = sys::get_option(self.as_fd(), SOL_SOCKET, libc::SO_PEEK_OFF)
            .is_ok_and(|(offset, _): (i32, _)| offset >= 0);
        self.peek_offset.store(has_one, Relaxed);
        has_one
    }

    /// Must be called after an option was set through this socket.
    #[inline]
    pub(crate) fn option_set(&self, level: i32, option: i32) {
        if (level, option) == (SOL_SOCKET, libc::SO_PEEK_OFF) {
            self.recheck_peek_offset();
        }
    }

    /// Must be called if a read has returned other bytes than the peek before it. The kernel is
    /// then asked for the offset, which another handle of the open socket may have set.
    #[inline]
    pub(crate) fn recheck_peek_offset(&self) {
        self.peek_offset.store(true, Relaxed);
    }

    #[inline]
    pub(crate) fn is_nonblocking(&self) -> bool {
        self.nonblocking.load(Relaxed)
    }

    /// Must be called after the mode was changed through this socket.
    #[inline]
    pub(crate) fn mode_set(&self, nonblocking: bool) {
        self.nonblocking.store(nonblocking, Relaxed);
    }

    pub(crate) fn last_error(&self) -> i32 {
        self.last_error.load(Relaxed)
    }

    pub(crate) fn set_last_error(&self, code: i32) {
        self.last_error.store(code, Relaxed);
    }

    /// The error of a failed call on this socket. The code becomes the last error of the socket
    /// and of the thread.
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

/// Shows the addresses of both ends, where the kernel has them.
impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Socket");
        fields.field("fd", &self.as_raw_fd());
        let ends = [
            ("local", sys::getsockname(self.as_fd())),
            ("peer", sys::getpeername(self.as_fd())),
        ];
        for (end, address) in ends {
            let address = address.ok().flatten();
            let address = address.and_then(|it| Address::from_rustix(self.as_fd(), it));
            if let Some(address) = address {
                fields.field(end, &format_args!("{address}"));
            }
        }
        fields.field("last_error", &self.last_error()).finish()
    }
}

/// Compares the numbers of the descriptors.
impl PartialEq for Socket {
    fn eq(&self, other: &Self) -> bool {
        self.as_raw_fd() == other.as_raw_fd()
    }
}

impl Eq for Socket {}

impl Hash for Socket {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_raw_fd().hash(state);
    }
}
