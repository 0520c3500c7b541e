//! Packet sockets: the frames of network interfaces.
//!
//! Each test has a network of its own. `lo` carries nothing there but what the test sends.

mod interface;
mod send;

use std::os::fd::OwnedFd;

use php_sockets::*;

use crate::common::*;

/// A protocol for experiments, which nothing else sends.
const EXPERIMENT: u16 = 0x88b5;

/// A packet socket that is bound to `lo` and does not wait.
fn on_lo(r#type: i32, protocol: u16) -> Socket {
    let socket = unbound(r#type, protocol);
    socket_bind(&socket, "lo", None).unwrap();
    socket
}

fn unbound(r#type: i32, protocol: u16) -> Socket {
    let socket = socket_create(AF_PACKET, r#type, protocol.into()).unwrap();
    socket_set_nonblock(&socket).unwrap();
    socket
}

/// A frame with the hardware addresses of `lo`, which are 0.
fn frame(protocol: u16, data: &str) -> Vec<u8> {
    [&[0; 12], &protocol.to_be_bytes()[..], data.as_bytes()].concat()
}

/// The address of a frame on `lo`, which has the index 1.
fn lo(protocol: u16) -> PacketAddress {
    PacketAddress {
        name: "lo".into(),
        ifindex: 1,
        protocol,
        hatype: 772,
        pkttype: 0,
        addr: vec![0; 6],
    }
}

#[track_caller]
fn received(socket: &Socket) -> (Vec<u8>, PacketAddress) {
    let mut data = Vec::new();
    let (length, address) = socket_recvfrom(socket, &mut data, 8192, 0).unwrap();
    assert_eq!(length, data.len());
    (data, address.as_packet().unwrap().clone())
}

#[track_caller]
fn assert_nothing_arrived(socket: &Socket) {
    let receive = |socket: &Socket| socket_recvfrom(socket, &mut Vec::new(), 8192, 0);
    let error = assert_silent(socket, receive, SOCKET_EAGAIN);
    assert_os(
        &error,
        "socket_recvfrom(): unable to recvfrom [11]: Resource temporarily unavailable",
    );
}

#[track_caller]
fn assert_os(error: &Error, text: &str) {
    assert_error(Err::<(), _>(error.clone()), text);
}

#[test]
fn a_raw_socket_receives_the_whole_frame_and_its_interface() {
    if !in_namespace(
        "packet::a_raw_socket_receives_the_whole_frame_and_its_interface",
        "",
    ) {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    assert_nothing_arrived(&socket);

    let sent = frame(EXPERIMENT, "hello");
    assert_eq!(socket_write(&socket, &sent, None).unwrap(), sent.len());
    assert_eq!(received(&socket), (sent, lo(EXPERIMENT)));
    assert_nothing_arrived(&socket);
}

#[test]
fn a_datagram_socket_receives_the_frame_without_its_header() {
    if !in_namespace(
        "packet::a_datagram_socket_receives_the_frame_without_its_header",
        "",
    ) {
        return;
    }
    let socket = on_lo(SOCK_DGRAM, EXPERIMENT);
    socket_write(&socket, "hello", None).unwrap();
    assert_eq!(received(&socket), (b"hello".to_vec(), lo(EXPERIMENT)));
}

#[test]
fn every_other_function_that_receives_works_too() {
    if !in_namespace("packet::every_other_function_that_receives_works_too", "") {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    let sent = frame(EXPERIMENT, "hello");
    for _ in 0..3 {
        socket_send(&socket, &sent, sent.len(), 0).unwrap();
    }

    let mut read = vec![&socket];
    assert_eq!(socket_select(&mut read, None, None, 0, None).unwrap(), 1);
    assert_eq!(socket_read(&socket, 8192, None).unwrap(), sent);
    let mut data = Vec::new();
    let length = socket_recv(&socket, &mut data, 8192, MSG_PEEK).unwrap();
    assert_eq!((length, &data), (sent.len(), &sent));
    // `MSG_TRUNC` is refused in `socket_recvfrom` only.
    assert_eq!(
        socket_recv(&socket, &mut data, 14, MSG_TRUNC).unwrap(),
        sent.len()
    );
    assert_eq!(data, sent[..14]);
    assert_eq!(received(&socket).0, sent);
}

#[test]
fn only_some_flags_are_taken() {
    if !in_namespace("packet::only_some_flags_are_taken", "") {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    let sent = frame(EXPERIMENT, "hello");
    socket_write(&socket, &sent, None).unwrap();

    for (flags, length) in [
        (MSG_TRUNC, 8192),
        (-1, 8192),
        (MSG_CTRUNC, 8192),
        (MSG_TRUNC, 0),
    ] {
        assert_refused(
            &socket,
            |socket| socket_recvfrom(socket, &mut Vec::new(), length, flags),
            ErrorKind::ValueError,
            "socket_recvfrom(): Argument #4 ($flags) must be a combination of MSG_OOB, MSG_PEEK, \
             MSG_WAITALL, MSG_DONTWAIT, MSG_ERRQUEUE, and MSG_CMSG_CLOEXEC for AF_PACKET sockets",
        );
    }
    assert_fails(
        &socket,
        |socket| socket_recvfrom(socket, &mut Vec::new(), 8192, MSG_WAITALL),
        "socket_recvfrom(): unable to recvfrom [22]: Invalid argument",
    );
    let mut data = Vec::new();
    let flags = MSG_PEEK | MSG_DONTWAIT;
    socket_recvfrom(&socket, &mut data, 8192, flags).unwrap();
    assert_eq!(data, sent);
}

// The kernel returns the frames that it has sent, for the time at which it did.
#[test]
fn a_frame_from_the_error_queue_has_no_interface() {
    if !in_namespace("packet::a_frame_from_the_error_queue_has_no_interface", "") {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    let times = libc::SOF_TIMESTAMPING_TX_SOFTWARE | libc::SOF_TIMESTAMPING_SOFTWARE;
    socket_set_option(&socket, SOL_SOCKET, libc::SO_TIMESTAMPING, times as i32).unwrap();
    let sent = frame(EXPERIMENT, "hello");
    socket_write(&socket, &sent, None).unwrap();

    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&socket, &mut data, 8192, MSG_ERRQUEUE).unwrap();
    assert_eq!((data, sender), (sent, PacketAddress::default().into()));
}

#[test]
fn a_message_has_the_interface_as_its_name() {
    if !in_namespace("packet::a_message_has_the_interface_as_its_name", "") {
        return;
    }
    let socket = on_lo(SOCK_DGRAM, EXPERIMENT);
    let message = Message {
        name: Some(lo(0).into()),
        iov: vec![b"two ".into(), b"parts".into()],
        ..Message::default()
    };
    assert_eq!(socket_sendmsg(&socket, &message, None).unwrap(), 9);

    let mut message = Message {
        controllen: 1,
        ..Message::default()
    };
    assert_eq!(socket_recvmsg(&socket, &mut message, None).unwrap(), 9);
    assert_eq!(message.name, Some(lo(EXPERIMENT).into()));
    assert_eq!(message.iov, [b"two parts"]);
}

#[test]
fn an_interface_is_no_name_for_sockets_of_other_families() {
    let message = Message {
        name: Some(lo(0).into()),
        ..Message::default()
    };
    for socket in [udp(), udp6(), unix_datagram()] {
        assert_unrecorded(
            &socket,
            |socket| socket_sendmsg(socket, &message, None),
            ErrorKind::Warning,
            "socket_sendmsg(): error converting user data (path: msghdr > name): the only families \
             currently supported are AF_INET, AF_INET6 and AF_UNIX",
        );
    }
}

#[test]
fn other_families_are_no_name_for_a_packet_socket() {
    let test = "packet::other_families_are_no_name_for_a_packet_socket";
    if !in_namespace(test, "") {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    for (name, family) in [
        ("127.0.0.1:9", "number 2"),
        ("[::1]:9", "AF_INET6"),
        ("/x", "AF_UNIX"),
    ] {
        let message = Message {
            name: Some(name.parse().unwrap()),
            ..Message::default()
        };
        assert_unrecorded(
            &socket,
            |socket| socket_sendmsg(socket, &message, None),
            ErrorKind::Warning,
            &format!(
                "socket_sendmsg(): error converting user data (path: msghdr > name): the specified \
                 family ({family}) is not supported on this socket"
            ),
        );
    }
}

type Call = fn(&Socket) -> Result<()>;

/// The functions that the kernel refuses, and PHP's messages.
const REFUSED: [(Call, &str); 5] = [
    (
        |socket| socket_getpeername(socket).map(drop),
        "socket_getpeername(): unable to retrieve peer name [95]: Operation not supported",
    ),
    (
        |socket| socket_listen(socket, None),
        "socket_listen(): unable to listen on socket [95]: Operation not supported",
    ),
    (
        |socket| socket_accept(socket).map(drop),
        "socket_accept(): unable to accept incoming connection [95]: Operation not supported",
    ),
    (
        |socket| socket_shutdown(socket, None),
        "socket_shutdown(): Unable to shutdown socket [95]: Operation not supported",
    ),
    (
        |socket| socket_atmark(socket).map(drop),
        "socket_atmark(): Unable to apply sockmark [25]: Inappropriate ioctl for device",
    ),
];

#[test]
fn there_are_no_connections() {
    if !in_namespace("packet::there_are_no_connections", "") {
        return;
    }
    for socket in [on_lo(SOCK_RAW, EXPERIMENT), unbound(SOCK_DGRAM, EXPERIMENT)] {
        for (call, text) in REFUSED {
            assert_fails(&socket, call, text);
        }
        for port in [Some(1), None] {
            assert_refused(
                &socket,
                |socket| socket_connect(socket, "lo", port),
                ErrorKind::ValueError,
                "socket_connect(): Argument #1 ($socket) must be one of AF_UNIX, AF_INET, or \
                 AF_INET6",
            );
        }
    }
}

#[test]
fn the_other_types_do_not_exist() {
    if !in_namespace("packet::the_other_types_do_not_exist", "") {
        return;
    }
    for r#type in [SOCK_STREAM, SOCK_SEQPACKET, SOCK_RDM] {
        assert_error(
            socket_create(AF_PACKET, r#type, ETH_P_ALL),
            "socket_create(): Unable to create socket [94]: Socket type not supported",
        );
        assert_eq!(socket_last_error(None), SOCKET_ESOCKTNOSUPPORT);
    }
}

#[test]
fn there_are_no_pairs() {
    assert_error(
        socket_create_pair(AF_PACKET, SOCK_RAW, 0),
        "socket_create_pair(): Argument #1 ($domain) must be one of AF_UNIX, AF_INET6, or AF_INET",
    );
}

#[test]
fn without_the_privilege_there_is_no_packet_socket() {
    if !in_child_as_nobody("packet::without_the_privilege_there_is_no_packet_socket") {
        return;
    }
    for r#type in [SOCK_RAW, SOCK_DGRAM, SOCK_STREAM] {
        assert_error(
            socket_create(AF_PACKET, r#type, ETH_P_ALL),
            "socket_create(): Unable to create socket [1]: Operation not permitted",
        );
        assert_eq!(socket_last_error(None), SOCKET_EPERM);
    }
}

#[test]
fn one_that_other_code_has_made_is_the_same() {
    if !in_namespace("packet::one_that_other_code_has_made_is_the_same", "") {
        return;
    }
    let socket: Socket = OwnedFd::from(unbound(SOCK_DGRAM, EXPERIMENT)).into();
    socket_bind(&socket, "lo", None).unwrap();
    socket_sendto(&socket, "hello", 5, 0, "lo", 1).unwrap();
    assert_eq!(received(&socket), (b"hello".to_vec(), lo(EXPERIMENT)));
}

#[test]
fn an_interface_is_shown_by_its_name() {
    let address = Address::from(lo(0));
    assert_eq!(address.to_string(), "lo");
    assert_eq!(
        (address.address().to_string(), address.port()),
        ("lo".into(), Some(1))
    );
    assert_eq!((address.as_socket_addr(), address.as_path()), (None, None));
    assert_eq!(Address::Unnamed.as_packet(), None);

    let nameless = PacketAddress {
        ifindex: 70000,
        ..PacketAddress::default()
    };
    let nameless = Address::from(nameless);
    assert_eq!(nameless.to_string(), "(interface 70000)");
    assert_eq!(
        (nameless.address().to_string(), nameless.port()),
        (String::new(), None)
    );
}

// A mistyped IP address must not become one.
#[test]
fn the_name_of_an_interface_is_not_parsed() {
    assert_eq!("lo".parse::<Address>().ok(), None);
}
