//! Sockets in a given state, and whole messages.

use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::net::IpAddr;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use nix::fcntl::{OFlag, open};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::stat::Mode;
use php_sockets::*;

/// A TCP socket over IPv4.
pub fn tcp() -> Socket {
    socket_create(AF_INET, SOCK_STREAM, SOL_TCP).unwrap()
}

/// A TCP socket over IPv6.
pub fn tcp6() -> Socket {
    socket_create(AF_INET6, SOCK_STREAM, SOL_TCP).unwrap()
}

/// A UDP socket over IPv4.
pub fn udp() -> Socket {
    socket_create(AF_INET, SOCK_DGRAM, SOL_UDP).unwrap()
}

/// A UDP socket over IPv6.
pub fn udp6() -> Socket {
    socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP).unwrap()
}

/// The family of an IP address.
pub fn family(address: &str) -> i32 {
    match address.parse().unwrap() {
        IpAddr::V4(_) => AF_INET,
        IpAddr::V6(_) => AF_INET6,
    }
}

/// A unix stream socket.
pub fn unix() -> Socket {
    socket_create(AF_UNIX, SOCK_STREAM, 0).unwrap()
}

/// A unix datagram socket.
pub fn unix_datagram() -> Socket {
    socket_create(AF_UNIX, SOCK_DGRAM, 0).unwrap()
}

/// A TCP socket that listens on a free port of 127.0.0.1.
pub fn listener() -> Socket {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    socket_listen(&socket, 16).unwrap();
    socket
}

/// A UDP socket bound to a free port of 127.0.0.1.
pub fn bound_udp() -> Socket {
    let socket = udp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    socket
}

/// Both ends of a TCP connection: the client and the accepted socket.
pub fn connected() -> (Socket, Socket) {
    let (server, client) = (listener(), tcp());
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();
    (client, accepted)
}

/// Two connected unix streams.
pub fn pair() -> (Socket, Socket) {
    pair_of(SOCK_STREAM)
}

/// Two connected unix sockets of a type.
pub fn pair_of(r#type: i32) -> (Socket, Socket) {
    let (one, other) =
        socket2::Socket::pair(AF_UNIX.into(), r#type.into(), None).expect("a pair of sockets");
    let socket = |end: socket2::Socket| Socket::from(std::os::fd::OwnedFd::from(end));
    (socket(one), socket(other))
}

/// The port a socket is bound to.
pub fn port(socket: &Socket) -> u16 {
    socket_getsockname(socket).unwrap().port().unwrap()
}

/// A port of 127.0.0.1 on which nothing listens, and the socket that keeps it so.
pub fn closed_port() -> (u16, Socket) {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    (port(&socket), socket)
}

/// Whether programs that this one starts do not get a descriptor.
pub fn closes_on_exec(socket: &impl AsRawFd) -> bool {
    let path = format!("/proc/self/fdinfo/{}", socket.as_raw_fd());
    let text = std::fs::read_to_string(path).unwrap();
    let flags = text.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = i32::from_str_radix(flags.unwrap().trim(), 8).unwrap();
    OFlag::from_bits_retain(flags).contains(OFlag::O_CLOEXEC)
}

/// Waits until something has arrived: data, a connection, the end, a reset.
pub fn wait_readable(socket: &Socket) {
    wait_for(socket, PollFlags::POLLIN);
}

/// Waits for an event, without a limit: on this machine it always arrives.
pub fn wait_for(socket: &Socket, event: PollFlags) {
    let mut sockets = [PollFd::new(socket.as_fd(), event)];
    poll(&mut sockets, PollTimeout::NONE).unwrap();
}

/// Resets the connection whose other end is `socket`.
pub fn reset(peer: Socket, socket: &Socket) {
    let linger = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&peer, SOL_SOCKET, SO_LINGER, linger).unwrap();
    socket_close(peer);
    wait_broken(socket);
}

/// Waits until both directions are gone, or an error waits to be read.
pub fn wait_broken(socket: &Socket) {
    wait_for(socket, PollFlags::empty());
}

/// The whole message of a failure.
#[track_caller]
pub fn assert_error<T: Debug>(result: Result<T>, text: &str) -> Error {
    let error = result.expect_err(text);
    assert_eq!(error.to_string(), in_words_of_libc(text));
    error
}

/// A failure's message as it is on this machine. The tests have PHP's words and the code, which
/// are the same everywhere, and glibc's words for the code, for which another C library has
/// its own.
pub fn in_words_of_libc(text: &str) -> Cow<'_, str> {
    if cfg!(target_env = "gnu") {
        return text.into();
    }
    let Some((before, _)) = text.rsplit_once("]: ") else {
        return text.into();
    };
    let (_, code) = before.rsplit_once('[').unwrap();
    let code: i32 = code.parse().unwrap();
    // `strerror(3)`, but not through the crate.
    let words = io::Error::from_raw_os_error(code).to_string();
    let words = words.strip_suffix(&format!(" (os error {code})")).unwrap();
    format!("{before}]: {words}").into()
}

/// A descriptor that can only be closed. `File` cannot open one in musl,
/// where it takes the flag for a part of the access mode.
pub fn path_only() -> OwnedFd {
    open("/", OFlag::O_PATH, Mode::empty()).unwrap()
}

/// A failed system call: message, kind, and the last error of the socket and the thread.
#[track_caller]
pub fn assert_fails<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    text: &str,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(call(socket), text);
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_ne!(error.code(), 0);
    assert_eq!(socket_last_error(socket), error.code());
    assert_eq!(socket_last_error(None), error.code());
    error
}

/// A failure that PHP does not mention: its code, and both last errors.
#[track_caller]
pub fn assert_silent<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    code: i32,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = call(socket).expect_err("a silent failure");
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Silent, code),
        "{error}"
    );
    assert_eq!(socket_last_error(socket), code);
    assert_eq!(socket_last_error(None), code);
    error
}

/// A bad argument: message, kind, the argument named, and no last error recorded.
#[track_caller]
pub fn assert_refused<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    kind: ErrorKind,
    text: &str,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(call(socket), text);
    assert_eq!((error.kind(), error.code()), (kind, 0));
    let (index, name) = error.argument().expect("the argument");
    assert!(
        text.contains(&format!("Argument #{index} (${name})")),
        "{text}"
    );
    assert_eq!((socket_last_error(socket), socket_last_error(None)), (0, 0));
    error
}

/// A failure without a code and without one argument to blame: message, kind, and no last
/// error recorded.
#[track_caller]
pub fn assert_unrecorded<T: Debug>(
    socket: &Socket,
    call: impl FnOnce(&Socket) -> Result<T>,
    kind: ErrorKind,
    text: &str,
) -> Error {
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(call(socket), text);
    let found = (error.kind(), error.code(), error.argument());
    assert_eq!(found, (kind, 0, None));
    assert_eq!((socket_last_error(socket), socket_last_error(None)), (0, 0));
    error
}
