//! `socket_import_stream` and `socket_export_stream`.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Command, Stdio};

use php_sockets::*;
use socket2::SockRef;

use crate::common::*;

const NO_SOCKET: &str = "socket_import_stream(): Cannot represent a stream of type STDIO \
                         as a Socket Descriptor";

/// Takes over a socket of another library; its family and type are known then.
#[track_caller]
fn imported(stream: impl Into<OwnedFd>, r#type: i32) -> Socket {
    socket_clear_error(None);
    let socket = socket_import_stream(stream).unwrap();

    assert!(closes_on_exec(&socket));
    let answer = socket_get_option(&socket, SOL_SOCKET, SO_TYPE).unwrap();
    assert_eq!(answer, r#type);
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
    socket
}

/// What one writes the other reads, and back.
#[track_caller]
fn assert_talk(one: &Socket, other: &Socket) {
    for (here, there) in [(one, other), (other, one)] {
        socket_write(here, "Ho", None).unwrap();
        assert_eq!(socket_read(there, 10, None).unwrap(), b"Ho");
    }
}

// SX01.
#[test]
fn tcp_sockets_of_std_come_in() {
    for address in loopbacks("stream::tcp_sockets_of_std_come_in") {
        let server = TcpListener::bind((address, 0)).unwrap();
        let name = server.local_addr().unwrap();
        let client = imported(TcpStream::connect(name).unwrap(), SOCK_STREAM);
        let server = imported(server, SOCK_STREAM);

        let here = socket_getsockname(&server).unwrap();
        assert_eq!(
            (here.address(), here.port()),
            (address.into(), Some(name.port()))
        );
        assert_talk(&client, &socket_accept(&server).unwrap());
    }
}

#[test]
fn udp_sockets_of_std_come_in() {
    for address in loopbacks("stream::udp_sockets_of_std_come_in") {
        let [one, other] = [(); 2].map(|()| {
            let socket = UdpSocket::bind((address, 0)).unwrap();
            imported(socket, SOCK_DGRAM)
        });
        // The family is known: it decides how an address is read.
        socket_connect(&one, address, port(&other)).unwrap();
        socket_connect(&other, address, port(&one)).unwrap();
        assert_talk(&one, &other);
    }
}

// SX06.
#[test]
fn unix_sockets_of_std_come_in() {
    let folder = folder();
    let path = folder.path().join("stream");
    let server = imported(UnixListener::bind(&path).unwrap(), SOCK_STREAM);
    let client = imported(UnixStream::connect(&path).unwrap(), SOCK_STREAM);
    assert_talk(&client, &socket_accept(&server).unwrap());

    let (one, other) = UnixDatagram::pair().unwrap();
    assert_talk(&imported(one, SOCK_DGRAM), &imported(other, SOCK_DGRAM));
}

#[test]
fn tcp_sockets_go_out_to_std() {
    let (server, client) = (listener(), tcp());
    let name = socket_getsockname(&server).unwrap();
    socket_connect(&client, name.address(), name.port()).unwrap();

    let server: TcpListener = socket_export_stream(server);
    assert_eq!(server.local_addr().ok(), name.as_socket_addr());
    let mut client: TcpStream = socket_export_stream(client);
    let (mut accepted, from) = server.accept().unwrap();
    assert_eq!(client.local_addr().unwrap(), from);

    client.write_all(b"Ho").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    let mut text = String::new();
    accepted.read_to_string(&mut text).unwrap();
    assert_eq!(text, "Ho");
}

#[test]
fn udp_sockets_go_out_to_std() {
    let (here, there) = (bound_udp(), bound_udp());
    let name = socket_getsockname(&there).unwrap().as_socket_addr();
    let there: UdpSocket = socket_export_stream(there);
    assert_eq!(there.local_addr().ok(), name);

    there.send_to(b"Ho", ("127.0.0.1", port(&here))).unwrap();
    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&here, &mut data, 10, 0).unwrap();
    assert_eq!((data, sender.as_socket_addr()), (b"Ho".to_vec(), name));
}

#[test]
fn unix_sockets_go_out_to_std() {
    let folder = folder();
    let path = folder.path().join("stream");
    let server = unix();
    socket_bind(&server, &path, None).unwrap();
    socket_listen(&server, 1).unwrap();
    let client = unix();
    socket_connect(&client, &path, None).unwrap();

    let server: UnixListener = socket_export_stream(server);
    let mut client: UnixStream = socket_export_stream(client);
    client.write_all(b"Ho").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    let mut text = String::new();
    server
        .accept()
        .unwrap()
        .0
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "Ho");

    let (one, other) = pair_of(SOCK_DGRAM);
    let one: UnixDatagram = socket_export_stream(one);
    one.send(b"Ho").unwrap();
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"Ho");
}

// SX18, SX19: the descriptor is given away, not copied.
#[test]
fn in_and_out_it_stays_the_same_descriptor() {
    let [one, other] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap();
    let number = one.as_raw_fd();

    let stream: UnixStream = socket_export_stream(one);
    assert_eq!(stream.as_raw_fd(), number);
    let one = socket_import_stream(stream).unwrap();
    assert_eq!(one.as_raw_fd(), number);
    assert_talk(&one, &other);
    assert_eq!(socket_export_stream::<OwnedFd>(one).as_raw_fd(), number);
}

// SX22.
#[test]
fn whether_it_waits_stays_as_it_is() {
    for waits in [true, false] {
        let (one, _other) = UnixStream::pair().unwrap();
        one.set_nonblocking(!waits).unwrap();

        let socket = socket_import_stream(one).unwrap();
        assert_eq!(SockRef::from(&socket).nonblocking().unwrap(), !waits);
        let stream: UnixStream = socket_export_stream(socket);
        assert_eq!(SockRef::from(&stream).nonblocking().unwrap(), !waits);
    }
}

// SX02.
#[test]
fn what_is_no_socket_does_not_come_in() {
    let (pipe, _) = pipe();
    let file = file();
    let device = File::open("/dev/null").unwrap();

    for stream in [OwnedFd::from(pipe), file.into(), device.into()] {
        socket_clear_error(None);
        let error = assert_error(socket_import_stream(stream), NO_SOCKET);
        assert_eq!((error.kind(), error.code()), (ErrorKind::Warning, 0));
        assert_eq!((error.argument(), socket_last_error(None)), (None, 0));
    }
}

#[test]
fn what_is_no_socket_is_closed() {
    if !in_child("stream::what_is_no_socket_is_closed") {
        return;
    }
    let (mut reader, writer) = pipe();
    let before = open_descriptors();

    assert_error(socket_import_stream(writer), NO_SOCKET);
    assert_eq!(open_descriptors(), before - 1);
    assert_eq!(reader.read(&mut [0]).unwrap(), 0);
}

// SX09, SX11: unlike in PHP, there is only one owner of the descriptor.
#[test]
fn closing_what_came_in_closes_it() {
    if !in_child("stream::closing_what_came_in_closes_it") {
        return;
    }
    let (one, mut other) = UnixStream::pair().unwrap();
    socket_close(socket_import_stream(one).unwrap());
    assert_eq!(other.read(&mut [0]).unwrap(), 0);

    let (one, other) = pair();
    drop(socket_export_stream::<UnixStream>(one));
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"");
}

/// The descriptors of a program that this one starts.
fn inherited() -> String {
    let listing = Command::new("sh")
        .args(["-c", "ls -l /proc/self/fd"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    said(&listing)
}

// Unlike PHP, which leaves it as it was.
#[test]
fn an_imported_socket_is_not_inherited() {
    let (stream, _peer) = UnixStream::pair().unwrap();
    SockRef::from(&stream).set_cloexec(false).unwrap();
    let number = stream.as_fd().as_raw_fd();
    let inode = std::fs::read_link(format!("/proc/self/fd/{number}")).unwrap();
    let inode = inode.to_str().unwrap();

    let before = inherited();
    assert!(before.contains(inode), "{inode} not in {before}");
    let _socket = socket_import_stream(stream).unwrap();
    let after = inherited();
    assert!(!after.contains(inode), "{inode} in {after}");
}

// The type is known, and with it what a cut message leaves.
#[test]
fn a_datagram_socket_that_came_in_keeps_what_is_cut() {
    let (one, other) = UnixDatagram::pair().unwrap();
    other.send(b"0123456789").unwrap();

    let socket = imported(one, SOCK_DGRAM);
    let mut data = Vec::new();
    assert_eq!(socket_recv(&socket, &mut data, 4, MSG_TRUNC).unwrap(), 10);
    assert_eq!(data, b"0123");
}
