//! Sockets in a given state.

use std::path::PathBuf;

use php_sockets::*;

/// An IPv4 socket for TCP.
pub(crate) fn tcp() -> Socket {
    socket_create(AF_INET, SOCK_STREAM, SOL_TCP).expect("a TCP socket")
}

/// An IPv4 socket for UDP.
pub(crate) fn udp() -> Socket {
    socket_create(AF_INET, SOCK_DGRAM, SOL_UDP).expect("a UDP socket")
}

/// A TCP socket that listens on a free port of 127.0.0.1.
pub(crate) fn listener() -> Socket {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).expect("a free port");
    socket_listen(&socket, SOMAXCONN).expect("a listener");
    socket
}

/// A UDP socket on a free port of 127.0.0.1.
pub(crate) fn bound_udp() -> Socket {
    let socket = udp();
    socket_bind(&socket, "127.0.0.1", 0).expect("a free port");
    socket
}

/// The port that a socket is bound to.
pub(crate) fn port(socket: &Socket) -> u16 {
    let name = socket_getsockname(socket).expect("its name");
    name.port().expect("a port")
}

/// Both ends of a TCP connection.
pub(crate) fn connection() -> [Socket; 2] {
    let server = listener();
    connection_to(&server)
}

/// Both ends of one more TCP connection to a listener.
pub(crate) fn connection_to(server: &Socket) -> [Socket; 2] {
    let client = tcp();
    socket_connect(&client, "127.0.0.1", port(server)).expect("a connection");
    [client, socket_accept(server).expect("a client")]
}

/// Two unix sockets that are connected.
pub(crate) fn pair(r#type: i32) -> [Socket; 2] {
    socket_create_pair(AF_UNIX, r#type, 0).expect("a pair")
}

/// A folder for the paths of unix sockets, gone with its owner.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// A new one.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// Makes a closing end send a reset.
pub(crate) fn will_reset(socket: &Socket) {
    let linger = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(socket, SOL_SOCKET, SO_LINGER, linger).expect("SO_LINGER");
}

/// The open descriptors below 256.
///
/// By a call that no row makes fail: reading the folder takes open, read and close.
pub(crate) fn open_descriptors() -> Vec<i32> {
    let link = |fd: &i32| std::fs::read_link(format!("/proc/self/fd/{fd}"));
    (0..256).filter(|fd| link(fd).is_ok()).collect()
}
