//! Messages are shown as arrays, with the fields that are filled in.

use std::os::fd::{AsFd, AsRawFd};

use php_sockets::*;
use php_sockets_test_support::files::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

#[test]
fn a_message_shows_its_name_and_its_data() {
    let (server, client) = (bound_udp(), bound_udp());
    let (one, to) = (client.as_raw_fd(), port(&server));
    let message = Message {
        name: Some(socket_getsockname(&server).unwrap()),
        iov: vec![b"hel".to_vec(), b"lo".to_vec()],
        ..Message::default()
    };
    assert_event(
        format!(
            "socket_sendmsg(Socket({one}), [\"name\" => [\"addr\" => \"127.0.0.1\", \
             \"port\" => {to}], \"iov\" => [\"hel\", \"lo\"]]) = 5 on {one}"
        ),
        || socket_sendmsg(&client, &message, None),
    );
}

#[test]
fn a_name_that_is_a_packet_address_shows_its_interface() {
    let socket = bound_udp();
    let one = socket.as_raw_fd();
    let message = Message {
        name: Some(Address::Packet(PacketAddress {
            name: "lo".into(),
            ifindex: 1,
            ..PacketAddress::default()
        })),
        iov: vec![b"hello".to_vec()],
        ..Message::default()
    };
    assert_failure(
        format!(
            "socket_sendmsg(Socket({one}), [\"name\" => [\"name\" => \"lo\", \"ifindex\" => 1], \
             \"iov\" => [\"hello\"]]) fails with 0: socket_sendmsg(): error converting user data \
             (path: msghdr > name): the only families currently supported are AF_INET, AF_INET6 \
             and AF_UNIX on {one}"
        ),
        || socket_sendmsg(&socket, &message, None),
    );
}

#[test]
fn a_received_message_shows_what_it_holds() {
    let (server, client) = (bound_udp(), bound_udp());
    let (other, from) = (server.as_raw_fd(), port(&client));
    socket_sendto(&client, "hello", 5, 0, "127.0.0.1", port(&server)).unwrap();
    let mut message = Message {
        controllen: 64,
        buffer_size: 4,
        ..Message::default()
    };
    assert_event(
        format!(
            "socket_recvmsg(Socket({other}), [\"name\" => [\"addr\" => \"127.0.0.1\", \
             \"port\" => {from}], \"iov\" => [\"hell\"], \"flags\" => MSG_TRUNC, \
             \"controllen\" => 64, \"buffer_size\" => 4], MSG_DONTWAIT) = 4 on {other}"
        ),
        || socket_recvmsg(&server, &mut message, MSG_DONTWAIT),
    );

    let mut message = Message {
        controllen: 64,
        ..Message::default()
    };
    assert_failure(
        format!(
            "socket_recvmsg(Socket({other}), [\"controllen\" => 64], MSG_DONTWAIT) fails with 11: \
             socket_recvmsg(): Error in recvmsg [11]: Resource temporarily unavailable on {other}"
        ),
        || socket_recvmsg(&server, &mut message, MSG_DONTWAIT),
    );
}

#[test]
fn control_messages_have_level_type_and_data() {
    let (here, _there) = pair_of(SOCK_DGRAM);
    let (fd, file) = (here.as_raw_fd(), file());
    let lent = file.as_raw_fd();
    let message = Message {
        iov: vec![b"x".to_vec()],
        control: vec![Control::Lent(vec![file.as_fd()])],
        ..Message::default()
    };
    assert_event(
        format!(
            "socket_sendmsg(Socket({fd}), [\"iov\" => [\"x\"], \"control\" => \
             [[\"level\" => SOL_SOCKET, \"type\" => SCM_RIGHTS, \"data\" => [stream({lent})]]]], \
             MSG_DONTWAIT) = 1 on {fd}"
        ),
        || socket_sendmsg(&here, &message, MSG_DONTWAIT),
    );
}

/// One of each, and credentials that are refused.
fn controls() -> Vec<Control<'static>> {
    let who = Credentials {
        pid: -1,
        uid: 2,
        gid: 3,
    };
    vec![
        Control::HopLimit(1),
        Control::TrafficClass(2),
        Control::Segment(3),
        Control::PktInfo(In6PktInfo {
            addr: std::net::Ipv6Addr::LOCALHOST,
            ifindex: 4,
        }),
        Control::Raw {
            level: IPPROTO_IP,
            r#type: 5,
            data: b"raw".to_vec(),
        },
        Control::Credentials(who),
    ]
}

#[test]
fn each_control_message_shows_its_names() {
    let (here, _there) = pair_of(SOCK_DGRAM);
    let fd = here.as_raw_fd();
    let path = std::path::PathBuf::from("/nowhere");
    let message = Message {
        name: Some(Address::Path(path)),
        control: controls(),
        ..Message::default()
    };
    assert_failure(
        format!(
            "socket_sendmsg(Socket({fd}), [\"name\" => [\"path\" => \"/nowhere\"], \"control\" => \
             [[\"level\" => IPPROTO_IPV6, \"type\" => IPV6_HOPLIMIT, \"data\" => 1], \
             [\"level\" => IPPROTO_IPV6, \"type\" => IPV6_TCLASS, \"data\" => 2], \
             [\"level\" => SOL_UDP, \"type\" => UDP_SEGMENT, \"data\" => 3], \
             [\"level\" => IPPROTO_IPV6, \"type\" => IPV6_PKTINFO, \"data\" => \
             [\"addr\" => \"::1\", \"ifindex\" => 4]], \
             [\"level\" => IPPROTO_IP, \"type\" => 5, \"data\" => \"raw\"], \
             [\"level\" => SOL_SOCKET, \"type\" => SCM_CREDENTIALS, \"data\" => \
             [\"pid\" => -1, \"uid\" => 2, \"gid\" => 3]]]]) fails with 0: socket_sendmsg(): error \
             converting user data (path: msghdr > control > element #5 > data > pid): given PHP \
             integer is out of bounds for a pid_t value on {fd}"
        ),
        || socket_sendmsg(&here, &message, None),
    );
}

#[test]
fn socket_cmsg_space_shows_the_names_of_level_and_type() {
    let space = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 2).unwrap();
    assert_event(
        format!("socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 2) = {space}"),
        || socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 2),
    );
    assert_failure(
        "socket_cmsg_space(SOL_TCP, TCP_NODELAY) fails with 0: Pair level 6 and/or type 1 is not \
         supported",
        || socket_cmsg_space(SOL_TCP, TCP_NODELAY, None),
    );
}
