//! Options whose value is a number.

use php_sockets::*;

use super::{assert_not_set, round_trip};
use crate::common::*;

/// A number that is not one of 0 to `most`.
#[track_caller]
fn assert_out_of_range(socket: &Socket, (level, option): (i32, i32), value: i32, most: u32) {
    let error = assert_refused(
        socket,
        |socket| socket_set_option(socket, level, option, value),
        ErrorKind::ValueError,
        &format!("socket_set_option(): Argument #4 ($value) must be between 0 and {most}"),
    );
    assert_eq!(error.argument(), Some((4, "value")));
}

// SO01.
#[test]
fn a_switch_is_a_number_or_a_bool() {
    for (level, option) in [
        (SOL_SOCKET, SO_REUSEADDR),
        (SOL_SOCKET, SO_REUSEPORT),
        (SOL_SOCKET, SO_KEEPALIVE),
        (SOL_SOCKET, SO_BROADCAST),
        (SOL_SOCKET, SO_OOBINLINE),
        (SOL_TCP, TCP_NODELAY),
        (IPPROTO_IPV6, IPV6_V6ONLY),
    ] {
        let socket = tcp6();
        assert_eq!(round_trip(&socket, level, option, 1), 1);
        assert_eq!(round_trip(&socket, level, option, 0), 0);
        assert_eq!(round_trip(&socket, level, option, true), 1);
        assert_eq!(round_trip(&socket, level, option, false), 0);
    }
}

#[test]
fn a_number_reads_back_as_it_was_set() {
    for option in [TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT] {
        assert_eq!(round_trip(&tcp(), SOL_TCP, option, 7), 7);
    }
    assert_eq!(round_trip(&tcp(), IPPROTO_IP, libc::IP_TTL, 42), 42);
}

// SO41, SO71.
#[test]
fn options_without_a_constant_of_php_can_be_set_too() {
    let (udp, udp6) = (udp(), udp6());

    assert_eq!(round_trip(&udp, SOL_UDP, libc::UDP_SEGMENT, 1200), 1200);
    assert_eq!(
        round_trip(&udp, IPPROTO_IP, libc::IP_MULTICAST_TTL, 254),
        254
    );
    assert_eq!(
        round_trip(&udp6, IPPROTO_IPV6, libc::IPV6_UNICAST_HOPS, 9),
        9
    );
}

// SO37, SO43, SO52.
#[test]
fn the_system_may_change_a_number() {
    let (udp, udp6) = (udp(), udp6());

    assert_eq!(round_trip(&tcp(), SOL_SOCKET, SO_RCVBUF, 4096), 8192);
    assert_eq!(
        round_trip(&udp, IPPROTO_IP, libc::IP_MULTICAST_LOOP, 256),
        1
    );
    assert_eq!(
        round_trip(&udp6, IPPROTO_IPV6, libc::IPV6_MULTICAST_HOPS, -1),
        1
    );
    assert_eq!(round_trip(&tcp(), SOL_SOCKET, SO_REUSEADDR, 17), 1);
}

#[test]
fn the_probes_of_an_idle_connection_can_be_set() {
    let (client, accepted) = connected();

    for socket in [&client, &accepted] {
        assert_eq!(round_trip(socket, SOL_SOCKET, SO_KEEPALIVE, 1), 1);
        for (option, seconds) in [(TCP_KEEPIDLE, 60), (TCP_KEEPINTVL, 10), (TCP_KEEPCNT, 3)] {
            assert_eq!(round_trip(socket, SOL_TCP, option, seconds), seconds);
        }
    }
}

#[test]
fn a_listener_can_wait_for_data() {
    let socket = listener();
    assert_eq!(round_trip(&socket, SOL_TCP, TCP_DEFER_ACCEPT, 0), 0);

    // Seconds become a number of tries and back.
    let answer = round_trip(&socket, SOL_TCP, TCP_DEFER_ACCEPT, 1);
    assert_eq!(answer, 1);
    let answer = round_trip(&socket, SOL_TCP, TCP_DEFER_ACCEPT, 2);
    assert_eq!(answer, 3);
}

#[test]
fn unacknowledged_data_has_a_time_limit() {
    assert_eq!(
        socket_get_option(&tcp(), SOL_TCP, TCP_USER_TIMEOUT).unwrap(),
        0
    );
    for milliseconds in [1, 30_000, i32::MAX] {
        let answer = round_trip(&tcp(), SOL_TCP, TCP_USER_TIMEOUT, milliseconds);
        assert_eq!(answer, milliseconds);
    }
    for milliseconds in [-1, i32::MIN] {
        assert_out_of_range(&tcp(), (SOL_TCP, TCP_USER_TIMEOUT), milliseconds, u32::MAX);
        // Before the system call: the system does not have this option for UDP.
        assert_out_of_range(&udp(), (SOL_TCP, TCP_USER_TIMEOUT), milliseconds, u32::MAX);
    }
}

#[test]
fn the_network_card_can_be_polled() {
    let option = (SOL_SOCKET, SO_BUSY_POLL);

    assert_eq!(round_trip(&tcp(), option.0, option.1, 0), 0);
    assert_not_set(&tcp(), option, -1, "[22]: Invalid argument");
}

#[test]
fn whether_packets_may_be_split_can_be_set() {
    for how in [
        IP_PMTUDISC_DONT,
        IP_PMTUDISC_WANT,
        IP_PMTUDISC_DO,
        IP_PMTUDISC_PROBE,
        IP_PMTUDISC_INTERFACE,
        IP_PMTUDISC_OMIT,
    ] {
        assert_eq!(round_trip(&udp(), IPPROTO_IP, IP_MTU_DISCOVER, how), how);
    }
    let option = (IPPROTO_IP, IP_MTU_DISCOVER);
    assert_not_set(&udp(), option, 6, "[22]: Invalid argument");
}

#[test]
fn a_packet_that_may_not_be_split_can_be_too_long() {
    let test = "option::number::a_packet_that_may_not_be_split_can_be_too_long";
    if !in_namespace(test, "ip link set lo mtu 1500") {
        return;
    }

    let (peer, socket) = (bound_udp(), udp());
    let send = |socket: &Socket| {
        let port = port(&peer);
        socket_sendto(socket, [0; 2000], 2000, 0, "127.0.0.1", port)
    };
    assert_eq!(send(&socket).unwrap(), 2000);
    socket_set_option(&socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO).unwrap();
    assert_fails(
        &socket,
        send,
        "socket_sendto(): Unable to write to socket [90]: Message too long",
    );
}

// SO71.
#[test]
fn one_write_can_be_several_datagrams() {
    let (peer, socket) = (bound_udp(), udp());
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();

    assert_eq!(round_trip(&socket, SOL_UDP, UDP_SEGMENT, 4), 4);
    assert_eq!(socket_write(&socket, "0123456789", None).unwrap(), 10);
    for part in ["0123", "4567", "89"] {
        assert_eq!(socket_read(&peer, 100, None).unwrap(), part.as_bytes());
    }
    for size in [0, 65535] {
        assert_eq!(round_trip(&udp(), SOL_UDP, UDP_SEGMENT, size), size);
    }
    for size in [-1, 65536, i32::MIN, i32::MAX] {
        assert_out_of_range(&socket, (SOL_UDP, UDP_SEGMENT), size, 65535);
        assert_out_of_range(&tcp(), (SOL_UDP, UDP_SEGMENT), size, 65535);
    }
}

#[test]
fn hops_and_class_of_ipv6_can_be_set() {
    let (hops, class) = (IPV6_UNICAST_HOPS, IPV6_TCLASS);

    assert_eq!(round_trip(&udp6(), IPPROTO_IPV6, hops, 1), 1);
    assert_eq!(round_trip(&udp6(), IPPROTO_IPV6, hops, 255), 255);
    // -1 is the default of the system.
    assert_eq!(
        round_trip(&udp6(), IPPROTO_IPV6, hops, -1),
        socket_get_option(&udp6(), IPPROTO_IPV6, hops).unwrap()
    );
    assert_eq!(round_trip(&udp6(), IPPROTO_IPV6, class, 40), 40);
    assert_eq!(round_trip(&udp6(), IPPROTO_IPV6, class, -1), 0);

    let invalid = "[22]: Invalid argument";
    for (option, value) in [(hops, 256), (hops, -2), (class, 256), (class, -2)] {
        assert_not_set(&udp6(), (IPPROTO_IPV6, option), value, invalid);
    }
}

#[test]
fn what_arrives_beside_ipv6_data_is_a_switch() {
    for option in [IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS] {
        let socket = udp6();
        let answer = socket_get_option(&socket, IPPROTO_IPV6, option).unwrap();
        assert_eq!(answer, 0);
        assert_eq!(round_trip(&socket, IPPROTO_IPV6, option, 1), 1);
        assert_eq!(round_trip(&socket, IPPROTO_IPV6, option, false), 0);
    }
}

// SO66, the other half.
#[test]
fn a_mark_can_be_set_with_the_privilege() {
    let test = "option::number::a_mark_can_be_set_with_the_privilege";
    if in_namespace(test, "") {
        assert_eq!(round_trip(&udp(), SOL_SOCKET, SO_MARK, 17), 17);
    }
}

// MC28: at another level the number is another option, SO_PEEK_OFF.
#[test]
fn an_option_belongs_to_its_level() {
    let socket = unix_datagram();
    let option = MCAST_JOIN_GROUP;

    assert_eq!(socket_get_option(&socket, SOL_SOCKET, option).unwrap(), -1);
    assert_eq!(round_trip(&socket, SOL_SOCKET, option, 5), 5);
}
