//! Sockets that other code has opened, and descriptors that are not sockets.

use std::fs::File;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};

use php_sockets::*;

use crate::common::*;

/// A pipe's end, a file, a device: descriptors that are not sockets.
fn no_sockets() -> [Socket; 3] {
    let (pipe, _) = pipe();
    let file = file();
    let device = File::open("/dev/null").unwrap();
    [OwnedFd::from(pipe), file.into(), device.into()].map(Socket::from)
}

#[track_caller]
fn assert_type(socket: &Socket, r#type: i32) {
    let answer = socket_get_option(socket, SOL_SOCKET, SO_TYPE).unwrap();
    assert_eq!(answer, r#type);
    assert_eq!(socket_last_error(socket), 0);
}

#[test]
fn tcp_sockets_of_std_are_sockets() {
    for address in loopbacks("socket::elsewhere::tcp_sockets_of_std_are_sockets") {
        let server = TcpListener::bind((address, 0)).unwrap();
        let client = TcpStream::connect(server.local_addr().unwrap()).unwrap();
        let (server, client) = (Socket::from(server), Socket::from(client));
        let accepted = socket_accept(&server).unwrap();

        socket_write(&accepted, "Ho", None).unwrap();
        assert_eq!(socket_read(&client, 10, None).unwrap(), b"Ho");
        for socket in [&server, &client, &accepted] {
            assert_type(socket, SOCK_STREAM);
            assert_eq!(socket_getsockname(socket).unwrap().address(), address);
        }
    }
}

#[test]
fn udp_sockets_of_std_are_sockets() {
    for address in loopbacks("socket::elsewhere::udp_sockets_of_std_are_sockets") {
        let one = Socket::from(UdpSocket::bind((address, 0)).unwrap());
        let other = Socket::from(UdpSocket::bind((address, 0)).unwrap());
        assert_type(&one, SOCK_DGRAM);

        // The family is known: the address is read accordingly.
        socket_connect(&one, address, port(&other)).unwrap();
        socket_write(&one, "Ho", None).unwrap();
        assert_eq!(socket_read(&other, 10, None).unwrap(), b"Ho");
    }
}

#[test]
fn unix_sockets_of_std_are_sockets() {
    let folder = folder();
    let path = folder.path().join("socket");
    let server = Socket::from(UnixListener::bind(&path).unwrap());
    let client = Socket::from(UnixStream::connect(&path).unwrap());
    let accepted = socket_accept(&server).unwrap();
    socket_write(&client, "Ho", None).unwrap();
    assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"Ho");

    let unbound = Socket::from(UnixDatagram::unbound().unwrap());
    let datagram = Socket::from(UnixDatagram::bind(path.with_extension("2")).unwrap());
    socket_connect(&unbound, path.with_extension("2"), None).unwrap();
    socket_write(&unbound, "Ho", None).unwrap();
    assert_eq!(socket_read(&datagram, 10, None).unwrap(), b"Ho");

    for (socket, r#type) in [
        (server, SOCK_STREAM),
        (client, SOCK_STREAM),
        (accepted, SOCK_STREAM),
        (unbound, SOCK_DGRAM),
        (datagram, SOCK_DGRAM),
    ] {
        assert_type(&socket, r#type);
    }
}

#[test]
fn a_socket_of_ours_becomes_one_of_std() {
    let (client, accepted) = connected();
    let name = socket_getsockname(&client).unwrap().as_socket_addr();

    let stream = TcpStream::from(OwnedFd::from(client));
    assert_eq!(stream.local_addr().ok(), name);
    assert_eq!(
        socket_getpeername(&accepted).unwrap().as_socket_addr(),
        name
    );
}

#[test]
fn a_socket_that_does_not_wait_stays_so() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_nonblocking(true).unwrap();

    let socket = Socket::from(socket);
    assert_silent(
        &socket,
        |socket| socket_read(socket, 1, None),
        SOCKET_EAGAIN,
    );
}

// The family is unknown, because there is none.
#[test]
fn what_is_no_socket_has_no_address() {
    const FAMILIES: &str = "must be one of AF_UNIX, AF_INET, or AF_INET6";

    for socket in no_sockets() {
        for port in [Some(80), None] {
            assert_refused(
                &socket,
                |socket| socket_bind(socket, "127.0.0.1", port),
                ErrorKind::ValueError,
                &format!("socket_bind(): Argument #1 ($socket) {FAMILIES}"),
            );
            assert_refused(
                &socket,
                |socket| socket_connect(socket, "127.0.0.1", port),
                ErrorKind::ValueError,
                &format!("socket_connect(): Argument #1 ($socket) {FAMILIES}"),
            );
        }
    }
}

type Call = fn(&Socket) -> Result<()>;

/// Each function that asks the system, and how its failure begins.
const CALLS: [(Call, &str); 11] = [
    (
        |s| socket_listen(s, None),
        "socket_listen(): unable to listen on socket",
    ),
    (
        |s| socket_accept(s).map(drop),
        "socket_accept(): unable to accept incoming connection",
    ),
    (
        |s| socket_shutdown(s, None),
        "socket_shutdown(): Unable to shutdown socket",
    ),
    (
        |s| socket_getsockname(s).map(drop),
        "socket_getsockname(): unable to retrieve socket name",
    ),
    (
        |s| socket_getpeername(s).map(drop),
        "socket_getpeername(): unable to retrieve peer name",
    ),
    (
        |s| socket_read(s, 1, None).map(drop),
        "socket_read(): unable to read from socket",
    ),
    (
        |s| socket_read(s, 1, PHP_NORMAL_READ).map(drop),
        "socket_read(): unable to read from socket",
    ),
    (
        |s| socket_write(s, "x", None).map(drop),
        "socket_write(): unable to write to socket",
    ),
    (
        |s| socket_get_option(s, SOL_SOCKET, SO_TYPE).map(drop),
        "socket_get_option(): Unable to retrieve socket option",
    ),
    (
        |s| socket_get_option(s, SOL_SOCKET, SO_LINGER).map(drop),
        "socket_get_option(): Unable to retrieve socket option",
    ),
    (
        |s| socket_set_option(s, SOL_SOCKET, SO_REUSEADDR, 1),
        "socket_set_option(): Unable to set socket option",
    ),
];

#[test]
fn what_is_no_socket_fails_each_call() {
    for socket in no_sockets() {
        for (call, text) in CALLS {
            let text = format!("{text} [88]: Socket operation on non-socket");
            let error = assert_fails(&socket, call, &text);
            assert_eq!(error.code(), SOCKET_ENOTSOCK);
        }
    }
}

#[test]
fn a_family_that_php_does_not_know_has_no_name_in_it() {
    const FAMILIES: &str = "must be one of AF_UNIX, AF_INET, or AF_INET6";
    let netlink = socket2::Domain::from(libc::AF_NETLINK);
    let netlink = socket2::Socket::new(netlink, socket2::Type::RAW, None).unwrap();
    let socket = Socket::from(OwnedFd::from(netlink));
    assert_type(&socket, SOCK_RAW);

    assert_refused(
        &socket,
        socket_getsockname,
        ErrorKind::ValueError,
        &format!("socket_getsockname(): Argument #1 ($socket) {FAMILIES}"),
    );
    assert_refused(
        &socket,
        socket_getpeername,
        ErrorKind::ValueError,
        &format!("socket_getpeername(): Argument #1 ($socket) {FAMILIES}"),
    );
    assert_refused(
        &socket,
        |socket| socket_bind(socket, "", None),
        ErrorKind::ValueError,
        &format!("socket_bind(): Argument #1 ($socket) {FAMILIES}"),
    );
}
