//! `socket_sendto`.

use std::ffi::OsString;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;

use php_sockets::*;

use super::{LONGEST, SENDTO_BROKEN, assert_arrives, assert_nothing_arrives};
use crate::common::*;

/// Sends "hi" and fails.
#[track_caller]
fn assert_sendto_fails(socket: &Socket, address: &str, port: impl Into<Option<u16>>, text: &str) {
    let text = format!("socket_sendto(): Unable to write to socket {text}");
    assert_fails(
        socket,
        |s| socket_sendto(s, "hi", 2, 0, address, port),
        &text,
    );
}

// ST01, SE02, SE03; the row ST04 does not compile, because a length has no sign.
#[test]
fn a_message_goes_to_an_address() {
    for address in loopbacks("send::to::a_message_goes_to_an_address") {
        let [here, there] =
            [(); 2].map(|()| socket_create(family(address), SOCK_DGRAM, SOL_UDP).unwrap());
        socket_bind(&here, address, 0).unwrap();
        socket_clear_error(None);
        for (length, sent) in [(5, 5), (2, 2), (0, 0), (100, 5), (usize::MAX, 5)] {
            let port = port(&here);
            assert_eq!(
                socket_sendto(&there, "hello", length, 0, address, port).unwrap(),
                sent
            );
            assert_arrives(&here, &b"hello"[..sent]);
        }
        // The first message has bound it.
        assert_ne!(port(&there), 0);
        assert_eq!((socket_last_error(&there), socket_last_error(None)), (0, 0));
    }
}

// ST02, ST03.
#[test]
fn an_ip_socket_needs_a_port() {
    let udp6 = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP).unwrap();
    for (socket, family) in [(udp(), "AF_INET"), (udp6, "AF_INET6")] {
        // The address is not checked then.
        for address in ["127.0.0.1", "::1", "\0"] {
            assert_refused(
                &socket,
                |s| socket_sendto(s, "hi", 2, 0, address, None),
                ErrorKind::ValueError,
                &format!(
                    "socket_sendto(): Argument #6 ($port) cannot be null when the socket type \
                     is {family}"
                ),
            );
        }
    }
}

// ST05.
#[test]
fn port_0_is_nobodys() {
    assert_sendto_fails(&udp(), "127.0.0.1", 0, "[22]: Invalid argument");
}

// ST10; the port does not matter.
#[test]
fn a_path_can_be_sent_to() {
    let folder = folder();
    let (here, there) = (unix_datagram(), unix_datagram());
    let path = folder.path().join("socket");
    socket_bind(&here, &path, None).unwrap();

    for port in [None, Some(0), Some(80)] {
        assert_eq!(socket_sendto(&there, "hi", 2, 0, &path, port).unwrap(), 2);
        assert_arrives(&here, b"hi");
    }
}

// ST07, ST22.
#[test]
fn a_path_without_a_socket_cannot_be_sent_to() {
    let folder = folder();
    let path = folder.path().join("nosuch.sock");
    let path = path.to_str().unwrap();

    let nobody = "[2]: No such file or directory";
    assert_sendto_fails(&unix_datagram(), path, None, nobody);
    assert_sendto_fails(&unix_datagram(), "", None, "[22]: Invalid argument");
    File::create(path).unwrap();
    assert_sendto_fails(&unix_datagram(), path, None, "[111]: Connection refused");
}

// ST11.
#[test]
fn a_path_whose_socket_is_closed_refuses() {
    let name = "send::to::a_path_whose_socket_is_closed_refuses";
    if !in_child(name) {
        return;
    }
    let folder = folder();
    let path = folder.path().join("socket");
    let here = unix_datagram();
    socket_bind(&here, &path, None).unwrap();
    socket_close(here);

    let path = path.to_str().unwrap();
    assert_sendto_fails(&unix_datagram(), path, None, "[111]: Connection refused");
}

// ST08b.
#[test]
fn a_path_has_at_most_107_bytes() {
    let folder = folder();
    let (here, there) = (unix_datagram(), unix_datagram());
    let start = folder.path().to_str().unwrap();
    let longest = format!("{start}/{}", "a".repeat(106 - start.len()));
    assert_eq!(longest.len(), 107);

    socket_bind(&here, &longest, None).unwrap();
    socket_sendto(&there, "hi", 2, 0, &longest, None).unwrap();
    assert_arrives(&here, b"hi");

    for length in [108, 109, 100_000] {
        let too_long = "a".repeat(length);
        for address in [&too_long, &format!("\0{}", &too_long[1..])] {
            assert_refused(
                &there,
                |s| socket_sendto(s, "hi", 2, 0, address, None),
                ErrorKind::ValueError,
                "socket_sendto(): Argument #5 ($address) must be less than 108",
            );
        }
    }
}

// Unlike PHP, which cuts the address off.
#[test]
fn an_address_with_a_null_byte_is_refused() {
    for (socket, address) in [
        (udp(), "127.0.0.1\0junk"),
        (udp(), "\0"),
        (unix_datagram(), "/tmp/socket\0junk"),
    ] {
        assert_refused(
            &socket,
            |s| socket_sendto(s, "hi", 2, 0, address, 9),
            ErrorKind::ValueError,
            "socket_sendto(): Argument #5 ($address) must not contain any null bytes",
        );
    }
}

/// Abstract names, and the socket for which the kernel made the part they begin with:
/// as long as it is open, no other socket can have them.
pub(super) fn abstract_names() -> ([OsString; 3], Socket) {
    let keeper = unix_datagram();
    socket_bind(&keeper, "", None).unwrap();
    let given = socket_getsockname(&keeper).unwrap().address();
    let given = given.as_encoded_bytes();

    let longest = [given, &[b'a'; 107]].concat()[..107].to_vec();
    let names = [
        [given, b".y"].concat(),
        [given, b"\0\xff\0"].concat(),
        longest,
    ];
    (names.map(OsString::from_vec), keeper)
}

// ST12, ST13.
#[test]
fn a_tcp_connection_does_not_look_at_the_address() {
    let (socket, peer) = connected();
    assert_eq!(
        socket_sendto(&socket, "hi", 2, 0, "127.0.0.1", 9).unwrap(),
        2
    );
    assert_arrives(&peer, b"hi");

    assert_fails(
        &tcp(),
        |s| socket_sendto(s, "hi", 2, 0, "127.0.0.1", 9),
        SENDTO_BROKEN,
    );
}

// ST14.
#[test]
fn a_connected_udp_socket_can_send_elsewhere() {
    let (connected, other, socket) = (bound_udp(), bound_udp(), udp());
    socket_connect(&socket, "127.0.0.1", port(&connected)).unwrap();

    let sent = socket_sendto(&socket, "hi", 2, 0, "127.0.0.1", port(&other));
    assert_eq!(sent.unwrap(), 2);
    assert_arrives(&other, b"hi");
    assert_nothing_arrives(&connected);
}

// ST17, ST18.
#[test]
fn a_broadcast_needs_an_option() {
    let (here, there) = (udp(), udp());
    socket_bind(&here, "127.255.255.255", 0).unwrap();
    let port = port(&here);
    assert_sendto_fails(&there, "127.255.255.255", port, "[13]: Permission denied");

    socket_set_option(&there, SOL_SOCKET, SO_BROADCAST, 1).unwrap();
    let sent = socket_sendto(&there, "hi", 2, 0, "127.255.255.255", port);
    assert_eq!(sent.unwrap(), 2);
    assert_arrives(&here, b"hi");
}

// ST23, ST24.
#[test]
fn a_unix_stream_has_one_peer_only() {
    let unsupported = "[95]: Operation not supported";
    assert_sendto_fails(&unix(), "nosuch.sock", None, unsupported);
    let connected = "[106]: Transport endpoint is already connected";
    assert_sendto_fails(&pair().0, "nosuch.sock", None, connected);
}

// ST25.
#[test]
fn a_full_queue_takes_nothing_more() {
    let folder = folder();
    let path = folder.path().join("socket");
    let (here, socket) = (unix_datagram(), unix_datagram());
    socket_bind(&here, &path, None).unwrap();
    socket_set_nonblock(&socket).unwrap();

    while socket_sendto(&socket, "x", 1, 0, &path, None).is_ok() {}
    let send = |s: &Socket| socket_sendto(s, "x", 1, 0, &path, None);
    let error = assert_silent(&socket, send, SOCKET_EAGAIN);
    assert_eq!(
        error.to_string(),
        "socket_sendto(): Unable to write to socket [11]: Resource temporarily unavailable"
    );
}

// ST29: only a connected socket gets the error.
#[test]
fn whether_a_message_finds_somebody_is_not_known() {
    let (socket, peer) = (udp(), bound_udp());
    socket_connect(&peer, "127.0.0.1", port(&peer)).unwrap();

    for _ in 0..3 {
        let sent = socket_sendto(&socket, "hi", 2, 0, "127.0.0.1", port(&peer));
        assert_eq!(sent.unwrap(), 2);
    }
    assert_eq!(socket_last_error(&socket), 0);
}

// SE12.
#[test]
fn a_message_that_is_too_long_is_not_sent() {
    let (here, there) = (bound_udp(), udp());
    let data = vec![b'x'; LONGEST + 1];
    let send = |s: &Socket, length| socket_sendto(s, &data, length, 0, "127.0.0.1", port(&here));

    assert_fails(
        &there,
        |s| send(s, LONGEST + 1),
        "socket_sendto(): Unable to write to socket [90]: Message too long",
    );
    assert_nothing_arrives(&here);
    assert_eq!(send(&there, LONGEST).unwrap(), LONGEST);
    assert_arrives(&here, &data[..LONGEST]);
}

#[test]
fn a_family_that_php_does_not_know_is_refused() {
    let netlink = socket2::Domain::from(libc::AF_NETLINK);
    let netlink = socket2::Socket::new(netlink, socket2::Type::RAW, None).unwrap();
    let file = File::open("/dev/null").unwrap();

    for socket in [OwnedFd::from(netlink), file.into()].map(Socket::from) {
        assert_refused(
            &socket,
            |s| socket_sendto(s, "hi", 2, 0, "127.0.0.1", None),
            ErrorKind::ValueError,
            "socket_sendto(): Argument #1 ($socket) must be one of AF_UNIX, AF_INET, or AF_INET6",
        );
    }
}
