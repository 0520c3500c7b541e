//! The sender.

use std::fs::File;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;

use php_sockets::*;

use super::{OLD, SHORT, refused_udp, udp_to};
use crate::common::*;

/// Receives, expects these bytes, and returns the sender.
#[track_caller]
fn sender(socket: &Socket, expected: &[u8]) -> Address {
    let mut data = OLD.to_vec();
    let (count, sender) = socket_recvfrom(socket, &mut data, 100, 0).unwrap();
    assert_eq!(
        (count, data.as_slice()),
        (expected.len(), expected),
        "from {sender}"
    );
    sender
}

/// A failure, which leaves the buffer as it was.
#[track_caller]
fn assert_recvfrom_fails(socket: &Socket, text: &str) {
    let mut data = OLD.to_vec();
    let receive = |s: &Socket| socket_recvfrom(s, &mut data, 100, 0);
    assert_fails(socket, receive, text);
    assert_eq!(data, OLD);
}

// RF07, ST01.
#[test]
fn the_sender_of_a_datagram_is_known_and_can_be_answered() {
    for address in loopbacks("recv::from::the_sender_of_a_datagram_is_known_and_can_be_answered") {
        let (here, there) = udp_to(address);
        socket_clear_error(None);

        for message in ["hi", ""] {
            socket_write(&there, message, None).unwrap();
            let from = sender(&here, message.as_bytes());
            assert_eq!(from, socket_getsockname(&there).unwrap());
            assert_eq!(from.address(), address);

            socket_sendto(&here, "you too", 7, 0, from.address(), from.port()).unwrap();
            assert_eq!(sender(&there, b"you too").port(), Some(port(&here)));
        }
        assert_eq!((socket_last_error(&here), socket_last_error(None)), (0, 0));
    }
}

// RF16.
#[test]
fn an_ipv4_sender_has_an_ipv6_address_on_an_ipv6_socket() {
    let here = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP).unwrap();
    socket_bind(&here, "::", 0).unwrap();
    let there = bound_udp();
    socket_sendto(&there, "hi", 2, 0, "127.0.0.1", port(&here)).unwrap();

    let from = sender(&here, b"hi");
    assert_eq!(from.address(), "::ffff:127.0.0.1");
    assert_eq!(from.port(), Some(port(&there)));

    socket_sendto(&here, "you too", 7, 0, from.address(), from.port()).unwrap();
    assert_eq!(sender(&there, b"you too").address(), "127.0.0.1");
}

// RF03, ST10.
#[test]
fn a_sender_without_a_name_is_unnamed() {
    let (one, other) = pair_of(SOCK_DGRAM);
    socket_write(&other, "hi", None).unwrap();

    let from = sender(&one, b"hi");
    assert_eq!(from, Address::Unnamed);
    assert_eq!((from.address(), from.port()), ("".into(), None));
}

#[test]
fn a_sender_with_a_path_can_be_answered() {
    let folder = folder();
    let [here_path, there_path] = ["here", "there"].map(|name| folder.path().join(name));
    let (here, there) = (unix_datagram(), unix_datagram());
    socket_bind(&here, &here_path, None).unwrap();
    socket_bind(&there, &there_path, None).unwrap();
    socket_sendto(&there, "hi", 2, 0, &here_path, None).unwrap();

    let from = sender(&here, b"hi");
    assert_eq!(from.as_path(), Some(there_path.as_path()));
    socket_sendto(&here, "you too", 7, 0, from.address(), from.port()).unwrap();
    assert_eq!(sender(&there, b"you too").as_path(), Some(&*here_path));
}

// RF04, RF09, MX52: the kernel reports no sender, and PHP returns an address of zeros.
#[test]
fn the_sender_of_a_tcp_stream_is_not_told() {
    let addresses = loopbacks("recv::from::the_sender_of_a_tcp_stream_is_not_told");
    for (address, nobody) in addresses.zip(["0.0.0.0:0", "[::]:0"]) {
        let [server, client] =
            [(); 2].map(|()| socket_create(family(address), SOCK_STREAM, 0).unwrap());
        socket_bind(&server, address, 0).unwrap();
        socket_listen(&server, 1).unwrap();
        socket_connect(&client, address, port(&server)).unwrap();
        let accepted = socket_accept(&server).unwrap();
        let nobody = Address::Ip(nobody.parse::<SocketAddr>().unwrap());

        socket_write(&client, "hi", None).unwrap();
        assert_eq!(sender(&accepted, b"hi"), nobody);
        socket_shutdown(&client, SHUT_WR).unwrap();
        assert_eq!(sender(&accepted, b""), nobody);
    }
}

#[test]
fn the_sender_of_a_unix_stream_without_a_name_is_unnamed() {
    let (socket, peer) = pair();
    socket_write(&peer, "hi", None).unwrap();
    socket_shutdown(&peer, SHUT_WR).unwrap();

    assert_eq!(sender(&socket, b"hi"), Address::Unnamed);
    assert_eq!(sender(&socket, b""), Address::Unnamed);
}

// Unlike for TCP, the kernel reports the peer here, and PHP returns it.
#[test]
fn the_sender_of_a_unix_stream_may_have_a_path() {
    let folder = folder();
    let path = folder.path().join("socket");
    let (server, client) = (unix(), unix());
    socket_bind(&server, &path, None).unwrap();
    socket_listen(&server, 1).unwrap();
    socket_connect(&client, &path, None).unwrap();
    let accepted = socket_accept(&server).unwrap();
    socket_write(&accepted, "hi", None).unwrap();

    assert_eq!(sender(&client, b"hi").as_path(), Some(path.as_path()));
}

// RF08.
#[test]
fn a_message_is_cut_to_the_length() {
    let (here, there) = udp_to("127.0.0.1");
    for message in ["0123456789", "next"] {
        socket_write(&there, message, None).unwrap();
    }

    let mut data = OLD.to_vec();
    let (count, _) = socket_recvfrom(&here, &mut data, 4, 0).unwrap();
    assert_eq!((count, data.as_slice()), (4, b"0123".as_slice()));
    sender(&here, b"next");
}

// RF02.
#[test]
fn where_nothing_has_arrived_the_buffer_stays() {
    let (waits, never, told) = (bound_udp(), bound_udp(), bound_udp());
    socket_set_option(&waits, SOL_SOCKET, SO_RCVTIMEO, SHORT).unwrap();
    socket_set_nonblock(&never).unwrap();

    for (socket, flags) in [
        (&waits, 0),
        (&never, 0),
        (&never, MSG_TRUNC),
        (&told, MSG_DONTWAIT),
    ] {
        let mut data = OLD.to_vec();
        let receive = |s: &Socket| socket_recvfrom(s, &mut data, 10, flags);
        let error = assert_silent(socket, receive, SOCKET_EAGAIN);
        assert_eq!(
            error.to_string(),
            "socket_recvfrom(): Unable to recvfrom [11]: Resource temporarily unavailable"
        );
        assert_eq!(data, OLD);
    }
}

// RF11, RF12: PHP begins the second with a small letter.
#[test]
fn each_family_words_a_failure_its_own_way() {
    let addresses = loopbacks("recv::from::each_family_words_a_failure_its_own_way");
    for (address, begin) in addresses.zip(["Unable", "unable"]) {
        let (socket, _peer) = refused_udp(address);
        assert_recvfrom_fails(
            &socket,
            &format!("socket_recvfrom(): {begin} to recvfrom [111]: Connection refused"),
        );
    }
    assert_recvfrom_fails(
        &unix(),
        "socket_recvfrom(): Unable to recvfrom [22]: Invalid argument",
    );
}

#[test]
fn a_reset_is_told_once() {
    let (socket, peer) = connected();
    reset(peer, &socket);

    assert_recvfrom_fails(
        &socket,
        "socket_recvfrom(): Unable to recvfrom [104]: Connection reset by peer",
    );
    sender(&socket, b"");
}

// Before any system call: no code, and what has arrived stays.
#[test]
fn a_family_that_php_does_not_know_is_refused() {
    let netlink = socket2::Domain::from(libc::AF_NETLINK);
    let netlink = socket2::Socket::new(netlink, socket2::Type::RAW, None).unwrap();
    let file = File::open("/dev/null").unwrap();

    for socket in [OwnedFd::from(netlink), file.into()].map(Socket::from) {
        let mut data = OLD.to_vec();
        assert_refused(
            &socket,
            |s| socket_recvfrom(s, &mut data, 10, MSG_DONTWAIT),
            ErrorKind::ValueError,
            "socket_recvfrom(): Argument #1 ($socket) must be one of AF_UNIX, AF_INET, or AF_INET6",
        );
        // The length is checked first, as in PHP.
        assert_refused(
            &socket,
            |s| socket_recvfrom(s, &mut data, 0, MSG_DONTWAIT),
            ErrorKind::Silent,
            "socket_recvfrom(): Argument #3 ($length) must be greater than 0",
        );
        assert_eq!(data, OLD);
    }
}

#[test]
fn what_is_no_socket_receives_nothing() {
    let file = Socket::from(OwnedFd::from(File::open("/dev/null").unwrap()));
    super::assert_recv_fails(
        &file,
        0,
        "socket_recv(): Unable to read from socket [88]: Socket operation on non-socket",
    );
}

/// With less room than the buffer has, and with more.
#[test]
fn a_failure_with_msg_trunc_leaves_the_buffer_as_it_was() {
    let socket = udp();
    for length in [10, 100] {
        let mut data = OLD.to_vec();
        let flags = MSG_TRUNC | MSG_DONTWAIT;
        let receive = |s: &Socket| socket_recvfrom(s, &mut data, length, flags);
        assert_silent(&socket, receive, SOCKET_EAGAIN);
        assert_eq!(data, OLD);
    }
}
