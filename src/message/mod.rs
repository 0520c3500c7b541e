//! Messages with an address, several buffers and control messages: [`socket_sendmsg`],
//! [`socket_recvmsg`], [`socket_cmsg_space`].

mod control;

#[cfg(feature = "tracing")]
use std::fmt;
use std::io::IoSlice;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;

use crate::address::Address;
use crate::argument::is_cut_at_null_byte;
use crate::buffer;
#[cfg(doc)]
use crate::constants::*;
use crate::constants::{
    AF_INET, AF_INET6, AF_PACKET, AF_UNIX, IPPROTO_IPV6, IPV6_HOPLIMIT, IPV6_PKTINFO, IPV6_TCLASS,
    SCM_CREDENTIALS, SCM_RIGHTS, SOL_SOCKET,
};
use crate::error::{Error, Result};
use crate::resolve::link_layer;
use crate::socket::Socket;
use crate::sys::{self, SockAddr};
use crate::trace::traced;
#[cfg(feature = "tracing")]
use crate::trace::{Named, Php, keys};
pub use control::Control;

/// A message: PHP's array with these keys.
///
/// To send one, fill in `iov`, and `name` and `control` as needed. To receive one, fill in
/// `controllen`, and `buffer_size` as needed; the call replaces the other fields with what arrived.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let message = Message { iov: vec![b"two ".into(), b"parts".into()], ..Message::default() };
/// # let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// assert_eq!(socket_sendmsg(&here, &message, None)?, 9);
/// # assert_eq!(socket_read(&there, 8192, None)?, b"two parts");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct Message<'fd> {
    /// The address to send to, if the socket is not connected. On receiving, the sender's address,
    /// if it has one.
    pub name: Option<Address>,
    /// The data. All parts are sent one after the other. Received data is one part, or none if the
    /// call returned 0.
    pub iov: Vec<Vec<u8>>,
    /// The control messages.
    pub control: Vec<Control<'fd>>,
    /// On receiving: flags that are or-ed together, such as [`MSG_TRUNC`] (the data was longer
    /// than `buffer_size`) and [`MSG_CTRUNC`] (the control messages were longer than
    /// `controllen`).
    pub flags: i32,
    /// The space for received control messages, in bytes, at least 1. [`socket_cmsg_space`] and
    /// [`Control::space`] return how much a control message takes.
    pub controllen: usize,
    /// The space for received data, in bytes: 8192 by default, at most 104857600. 0 receives no
    /// data, as in PHP, although the error for a number that is too large says `between 1 and …`.
    pub buffer_size: usize,
}

impl Default for Message<'_> {
    fn default() -> Self {
        Self {
            name: None,
            iov: Vec::new(),
            control: Vec::new(),
            flags: 0,
            controllen: 0,
            buffer_size: 8192,
        }
    }
}

/// The keys that are filled in.
#[cfg(feature = "tracing")]
impl Php for Message<'_> {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_ref().map(MessageName);
        let flags = Named::flags(self.flags);
        let entries: [(bool, &str, &dyn Php); 6] = [
            (name.is_some(), "name", &name),
            (!self.iov.is_empty(), "iov", &self.iov),
            (!self.control.is_empty(), "control", &self.control),
            (self.flags != 0, "flags", &flags),
            (self.controllen != 0, "controllen", &self.controllen),
            (self.buffer_size != 8192, "buffer_size", &self.buffer_size),
        ];
        let filled = entries.iter().filter(|(is_filled, ..)| *is_filled);
        let filled: Vec<_> = filled.map(|(_, key, value)| (*key, *value)).collect();
        keys(&filled, f)
    }
}

#[cfg(feature = "tracing")]
struct MessageName<'n>(&'n Address);

#[cfg(feature = "tracing")]
impl Php for MessageName<'_> {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, port) = (self.0.address(), self.0.port());
        match self.0 {
            Address::Ip(_) => keys(&[("addr", &address), ("port", &port)], f),
            Address::Packet(_) => keys(&[("name", &address), ("ifindex", &port)], f),
            _ => keys(&[("path", &address)], f),
        }
    }
}

/// Sends a message, with control messages if it has any.
///
/// `flags` is as in [`socket_send`](crate::socket_send), and 0 by default.
///
/// Returns the number of bytes that the system has taken.
///
/// # Errors
///
/// `error converting user data (path: …)`, without a code and before any system call, if
///
/// - the name does not fit this socket: `the specified family (…) is not supported on this
///   socket`, `the only families currently supported are AF_INET, AF_INET6 and AF_UNIX`, `the path
///   is must not be empty`, `the path is too long, the maximum permitted length is 107`;
/// - a list of descriptors is empty: `expected at least one element in this array`;
/// - a process ID is negative: `given PHP integer is out of bounds for a pid_t value`.
///
/// `Error in sendmsg`, with the codes of [`socket_sendto`](crate::socket_sendto), and
///
/// - [`SOCKET_EINVAL`] for more than 253 descriptors, or for a control message that the socket does
///   not support;
/// - [`SOCKET_EPERM`] for credentials of another process, without the privilege for it;
/// - [`SOCKET_ETOOMANYREFS`] if too many descriptors have been sent and not received yet.
///
/// # PHP
///
/// ```php
/// socket_sendmsg(Socket $socket, array $message, int $flags = 0): int|false
/// ```
///
/// PHP accepts the name of a host in `name`; here, look it up first. PHP accepts no `name` for a
/// packet socket; here, it is an [`Address::Packet`]. Most mistakes that PHP's array
/// allows do not compile here.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::os::fd::AsFd;
///
/// let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// let file = std::fs::File::open("/dev/null")?;
/// let message = Message {
///     iov: vec![b"take this".into()],
///     control: vec![Control::Lent(vec![file.as_fd()])],
///     ..Message::default()
/// };
/// socket_sendmsg(&here, &message, None)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_sendmsg(
    socket: &Socket,
    message: &Message<'_>,
    flags: impl Into<Option<i32>>,
) -> Result<usize> {
    traced!(socket_sendmsg(socket, message, flags) as [socket, message, flags.map(Named::flags)]
        where flags = flags.into());

    const NAME: &str = "socket_sendmsg";
    let flags = flags.into().unwrap_or(0);
    let name = message.name.as_ref().map(|name| name_for(socket, name));
    let name = name.transpose()?;

    buffer::with(0, |control| {
        write_control(control, message)?;
        let data: Vec<_> = message.iov.iter().map(|part| IoSlice::new(part)).collect();
        sys::sendmsg(socket.as_fd(), &data, name.as_ref(), control, flags)
            .map_err(|cause| socket.fail(NAME, "Error in sendmsg", cause))
    })
}

/// Converts the name of a message into the kernel's form, if it fits this socket.
fn name_for(socket: &Socket, name: &Address) -> Result<SockAddr> {
    let error = |path, rule: &str| Err(Error::conversion("socket_sendmsg", path, rule));
    let other_family = |family| {
        let rule = format!("the specified family ({family}) is not supported on this socket");
        error("msghdr > name", &rule)
    };

    match (socket.domain(), name) {
        (AF_INET | AF_INET6, Address::Ip(address)) if address.is_ipv4() => Ok((*address).into()),
        (AF_INET6, Address::Ip(address)) => Ok((*address).into()),
        (AF_PACKET, Address::Packet(packet)) => link_layer(socket, packet, 0)
            .map_err(|cause| socket.fail("socket_sendmsg", "Error in sendmsg", cause)),
        (_, Address::Packet(_)) => {
            let rule = "the only families currently supported are AF_INET, AF_INET6 and AF_UNIX";
            error("msghdr > name", rule)
        }
        (_, Address::Ip(address)) if address.is_ipv4() => other_family("number 2"),
        (_, Address::Ip(_)) => other_family("AF_INET6"),
        (AF_UNIX, name) => path_of(name).or_else(|rule| error("msghdr > name > path", &rule)),
        _ => other_family("AF_UNIX"),
    }
}

/// Converts a path or an abstract name into the kernel's form. The error is the rule that it
/// breaks.
fn path_of(name: &Address) -> std::result::Result<SockAddr, String> {
    let path = name.address();

    match path.len() {
        0 => Err("the path is must not be empty".into()),
        108.. => Err("the path is too long, the maximum permitted length is 107".into()),
        _ if is_cut_at_null_byte(path.as_bytes()) => {
            Err("the path must not contain any null bytes".into())
        }
        _ => SockAddr::unix(&path).map_err(|cause| cause.to_string()),
    }
}

/// Writes the control messages of a message into `control`, in the kernel's form.
fn write_control(control: &mut Vec<u8>, message: &Message<'_>) -> Result<()> {
    control.clear();
    for (number, part) in message.control.iter().enumerate() {
        part.write(control).map_err(|error| {
            let path = format!("msghdr > control > element #{number}{}", error.path);
            Error::conversion("socket_sendmsg", &path, error.rule)
        })?;
    }
    Ok(())
}

/// Receives a message: its data, its sender, and its control messages.
///
/// `flags` is as in [`socket_recv`](crate::socket_recv), and 0 by default. Programs that this one
/// starts do not inherit received descriptors. Those that are still in `message` are closed when it
/// is dropped, or used to receive again.
///
/// Returns the number of bytes; with [`MSG_TRUNC`], the real length of the message.
///
/// # Errors
///
/// `error converting user data (path: …)`, without a code and before any system call:
/// `controllen cannot be 0`, `given PHP integer is out of bounds for an unsigned 32-bit integer`
/// (for `controllen`), `the buffer size must be between 1 and 104857600; given …`.
///
/// `Error in recvmsg`, with the codes of [`socket_read`](crate::socket_read). As in PHP,
/// [`SOCKET_EAGAIN`] is a warning too, and the code is recorded for the thread only. `message` is
/// then unchanged.
///
/// # PHP
///
/// ```php
/// socket_recvmsg(Socket $socket, array &$message, int $flags = 0): int|false
/// ```
///
/// PHP fills in `name` only if the array had that key before, and never for a packet socket. If a
/// control message of an unknown type arrives, PHP sets `$message` to `false`; here it arrives as
/// [`Control::Raw`].
///
/// # Examples
///
/// ```
/// use php_sockets::*;
/// use std::os::fd::AsFd;
///
/// let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
/// # let file = std::fs::File::open("/dev/null")?;
/// # let control = vec![Control::Lent(vec![file.as_fd()])];
/// # let message = Message { iov: vec![b"take this".into()], control, ..Message::default() };
/// # socket_sendmsg(&here, &message, None)?;
/// let controllen = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?;
/// let mut message = Message { controllen, ..Message::default() };
/// assert_eq!(socket_recvmsg(&there, &mut message, None)?, 9);
///
/// assert_eq!(message.iov, [b"take this"]);
/// let Some(Control::Rights(descriptors)) = message.control.pop() else { panic!() };
/// assert_eq!(descriptors.len(), 1); // a Vec of OwnedFd
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_recvmsg(
    socket: &Socket,
    message: &mut Message<'_>,
    flags: impl Into<Option<i32>>,
) -> Result<usize> {
    traced!(socket_recvmsg(socket, message, flags) as [socket, message, flags.map(Named::flags)]
        where flags = flags.into());

    const NAME: &str = "socket_recvmsg";
    let flags = flags.into().unwrap_or(0);
    check_room(NAME, message)?;

    let (data, received) = buffer::with(message.buffer_size, |data| {
        let (length, controllen) = (message.buffer_size, message.controllen);
        let has_rights = socket.domain() != AF_PACKET;
        let received = sys::recvmsg(socket.as_fd(), data, length, controllen, flags, has_rights)
            .map_err(|cause| Error::os_warning(NAME, "Error in recvmsg", cause))?;
        let has_data = received.count > 0 && !socket.discards(flags);
        Ok((has_data.then(|| buffer::contents(data)), received))
    })?;

    message.name =
        Address::of_socket(socket.as_fd(), &received.name).filter(|name| *name != Address::Unnamed);
    message.control = received.control.into_iter().map(Control::from).collect();
    message.iov = data.into_iter().collect();
    message.flags = received.flags;
    Ok(received.count)
}

fn check_room(function: &'static str, message: &Message<'_>) -> Result<()> {
    let error = |path, rule: &str| Err(Error::conversion(function, path, rule));

    match (message.controllen, message.buffer_size) {
        (_, given @ 104_857_601..) => {
            let rule = format!("the buffer size must be between 1 and 104857600; given {given}");
            error("msghdr > buffer_size", &rule)
        }
        (0, _) => error("msghdr > controllen", "controllen cannot be 0"),
        (controllen, _) if u32::try_from(controllen).is_err() => {
            let rule = "given PHP integer is out of bounds for an unsigned 32-bit integer";
            error("msghdr > controllen", rule)
        }
        _ => Ok(()),
    }
}

/// Returns the space that a control message takes in [`controllen`](Message::controllen), in bytes.
///
/// `level` and `type` are one of these pairs: [`SOL_SOCKET`] with [`SCM_RIGHTS`] or
/// [`SCM_CREDENTIALS`], or [`IPPROTO_IPV6`] with [`IPV6_PKTINFO`], [`IPV6_HOPLIMIT`] or
/// [`IPV6_TCLASS`]. For any other, use [`Control::space`]. `num` is the number of descriptors for
/// [`SCM_RIGHTS`], and 0 by default; the others ignore it.
///
/// To receive several control messages with one message, add up their spaces. If [`SO_PASSCRED`] is
/// set, every message has [`SCM_CREDENTIALS`], which come first.
///
/// # Errors
///
/// A `ValueError` for any other pair of level and type, and for a number above
/// 2147483647.
///
/// # PHP
///
/// ```php
/// socket_cmsg_space(int $level, int $type, int $num = 0): int
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// assert_eq!(socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 3)?, 32);
/// assert_eq!(
///     socket_cmsg_space(SOL_SOCKET, 99, None).unwrap_err().to_string(),
///     "Pair level 1 and/or type 99 is not supported",
/// );
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_cmsg_space(level: i32, r#type: i32, num: impl Into<Option<usize>>) -> Result<usize> {
    traced!(socket_cmsg_space(level, r#type, num)
        as [Named::level(level), Named::control(level, r#type), num]
        where num = num.into());

    let num = num.into().unwrap_or(0);
    if i32::try_from(num).is_err() {
        let rule = "must be between -2147483648 and 2147483647";
        return Err(Error::value("socket_cmsg_space", 3, "num", rule));
    }

    let length = match (level, r#type) {
        (SOL_SOCKET, SCM_RIGHTS) => num.saturating_mul(size_of::<i32>()),
        (SOL_SOCKET, SCM_CREDENTIALS) => size_of::<libc::ucred>(),
        (IPPROTO_IPV6, IPV6_PKTINFO) => size_of::<libc::in6_pktinfo>(),
        (IPPROTO_IPV6, IPV6_HOPLIMIT | IPV6_TCLASS) => size_of::<i32>(),
        _ => {
            let pair = format!("Pair level {level} and/or type {type} is not supported");
            return Err(Error::unnamed(pair));
        }
    };

    Ok(sys::cmsg_space(length))
}
