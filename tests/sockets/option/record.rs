//! Options whose value has several fields: memory, credentials, packet information.

use std::net::Ipv6Addr;

use nix::net::if_::if_nametoindex;
use nix::unistd::{getegid, geteuid};
use php_sockets::*;

use super::{assert_not_set, round_trip};
use crate::common::*;

#[track_caller]
fn mem_info(socket: &Socket) -> MemInfo {
    match socket_get_option(socket, SOL_SOCKET, SO_MEMINFO).unwrap() {
        OptionValue::MemInfo(value) => value,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn peer(socket: &Socket) -> Credentials {
    match socket_get_option(socket, SOL_SOCKET, libc::SO_PEERCRED).unwrap() {
        OptionValue::Credentials(value) => value,
        other => panic!("{other:?}"),
    }
}

// GO06.
#[test]
fn the_memory_of_a_socket_is_that_of_its_buffers() {
    let socket = udp();
    let read = |option| {
        let answer = socket_get_option(&socket, SOL_SOCKET, option).unwrap();
        answer.as_int().unwrap() as u32
    };

    let mut expected = MemInfo::default();
    expected.rcvbuf = read(SO_RCVBUF);
    expected.sndbuf = read(SO_SNDBUF);
    assert_eq!(mem_info(&socket), expected);
    round_trip(&socket, SOL_SOCKET, SO_SNDBUF, 8192);
    assert_eq!(mem_info(&socket).sndbuf, 16384);
}

#[test]
fn memory_counts_what_waits_and_what_was_lost() {
    let (peer, socket) = (bound_udp(), udp());
    socket_set_option(&peer, SOL_SOCKET, SO_RCVBUF, 0).unwrap();
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();

    let mut sent = 0;
    while mem_info(&peer).drops == 0 {
        sent += socket_write(&socket, "x", None).unwrap();
    }
    assert!(mem_info(&peer).rmem_alloc > 0);
    // The kernel may take a moment to deliver the last.
    let mut received = 0;
    while received + mem_info(&peer).drops as usize != sent {
        let count = socket_recv(&peer, &mut Vec::new(), 1, MSG_DONTWAIT);
        received += count.unwrap_or(0);
    }
    assert_eq!(mem_info(&peer).rmem_alloc, 0);
}

#[test]
fn memory_is_read_only() {
    let option = (SOL_SOCKET, SO_MEMINFO);
    assert_not_set(&udp(), option, 1, "[92]: Protocol not available");
}

// GO19.
#[test]
fn the_process_at_the_other_end_is_an_option() {
    let (one, other) = pair();
    let expected = Credentials {
        pid: std::process::id() as i32,
        uid: geteuid().as_raw(),
        gid: getegid().as_raw(),
    };

    assert_eq!((peer(&one), peer(&other)), (expected, expected));
    let answer = socket_get_option(&one, SOL_SOCKET, libc::SO_PEERCRED).unwrap();
    assert_eq!(answer, expected);
    assert_eq!(answer.as_credentials(), Some(expected));
}

#[test]
fn the_other_end_can_be_of_any_user() {
    if !in_child_as_nobody("option::record::the_other_end_can_be_of_any_user") {
        return;
    }

    let (one, _other) = pair();
    assert_eq!(peer(&one).uid, geteuid().as_raw());
    assert_eq!(peer(&one).gid, getegid().as_raw());
    assert_ne!(peer(&one).uid, 0);
}

#[test]
fn without_another_end_there_is_no_process() {
    for socket in [unix(), tcp()] {
        let nobody = Credentials {
            pid: 0,
            uid: u32::MAX,
            gid: u32::MAX,
        };
        assert_eq!(peer(&socket), nobody);
    }
}

fn info(addr: Ipv6Addr, ifindex: u32) -> In6PktInfo {
    In6PktInfo { addr, ifindex }
}

// GO12.
#[test]
fn packet_information_cannot_be_read() {
    for (function, get) in [
        (
            "socket_get_option",
            socket_get_option as fn(&Socket, i32, i32) -> Result<OptionValue>,
        ),
        ("socket_getopt", socket_getopt),
    ] {
        assert_fails(
            &udp6(),
            |socket| get(socket, IPPROTO_IPV6, IPV6_PKTINFO),
            &format!("{function}(): unable to get socket option [92]: Protocol not available"),
        );
    }
}

// SO59.
#[test]
fn packet_information_can_be_set() {
    let udp6 = udp6();
    let value = info(Ipv6Addr::LOCALHOST, 0);

    socket_set_option(&udp6, IPPROTO_IPV6, IPV6_PKTINFO, value).unwrap();
    let option = (IPPROTO_IPV6, IPV6_PKTINFO);
    assert_not_set(&udp(), option, value, "[92]: Protocol not available");
}

#[test]
fn packet_information_chooses_the_interface() {
    let setup = "
        ip addr add fe80::1/64 dev one nodad
        ip addr add fe80::2/64 dev two nodad";
    let test = "option::record::packet_information_chooses_the_interface";
    if !in_namespace_with_cable(test, setup) {
        return;
    }

    let (from, to) = (if_nametoindex("one").unwrap(), "two");
    let (socket, peer) = (udp6(), udp6());
    socket_bind(&peer, "::", 0).unwrap();
    socket_set_option(&peer, SOL_SOCKET, SO_BINDTODEVICE, to).unwrap();
    let group = GroupRequest {
        group: "ff02::99".into(),
        interface: to.into(),
    };
    socket_set_option(&peer, IPPROTO_IPV6, MCAST_JOIN_GROUP, group).unwrap();

    let value = info(Ipv6Addr::UNSPECIFIED, from);
    socket_set_option(&socket, IPPROTO_IPV6, IPV6_PKTINFO, value).unwrap();
    socket_sendto(&socket, "x", 1, 0, "ff02::99", port(&peer)).unwrap();
    assert_eq!(socket_read(&peer, 10, None).unwrap(), b"x");
}
