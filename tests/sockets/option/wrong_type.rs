//! A value of a type that the option does not take.

use std::net::Ipv6Addr;

use php_sockets::*;

use crate::common::*;

fn values() -> [(OptionValue, &'static str); 9] {
    let info = In6PktInfo {
        addr: Ipv6Addr::LOCALHOST,
        ifindex: 0,
    };
    [
        (1.into(), "int"),
        ("lo".into(), "string"),
        (true.into(), "true"),
        (false.into(), "false"),
        (Linger::default().into(), "array"),
        (Timeout::default().into(), "array"),
        (info.into(), "array"),
        (GroupRequest::default().into(), "array"),
        (SourceRequest::default().into(), "array"),
    ]
}

/// Every value but the one of this place.
fn others(place: usize) -> impl Iterator<Item = (OptionValue, &'static str)> {
    let values = values().into_iter().enumerate();
    values.filter_map(move |(at, value)| (at != place).then_some(value))
}

/// Every value but those of the `wanted` places is refused, with both names of the call.
#[track_caller]
fn assert_takes_only(wanted: &[usize], (level, option): (i32, i32), rule: &str) {
    let socket = tcp6();
    for (place, (value, given)) in values().into_iter().enumerate() {
        if wanted.contains(&place) {
            continue;
        }
        let text = format!("Argument #4 ($value) must be of type {rule}, {given} given");
        assert_refused(
            &socket,
            |socket| socket_set_option(socket, level, option, value.clone()),
            ErrorKind::TypeError,
            &format!("socket_set_option(): {text}"),
        );
        assert_refused(
            &socket,
            |socket| socket_setopt(socket, level, option, value),
            ErrorKind::TypeError,
            &format!("socket_setopt(): {text}"),
        );
    }
}

// SO03, SO05: unlike PHP, which casts whatever it gets.
#[test]
fn a_number_is_no_name_and_no_array() {
    for option in [
        (SOL_SOCKET, SO_REUSEADDR),
        (SOL_SOCKET, SO_MARK),
        (SOL_SOCKET, SO_MEMINFO),
        (SOL_SOCKET, libc::SO_PEERCRED),
        (SOL_SOCKET, MCAST_JOIN_GROUP),
        (SOL_TCP, TCP_NODELAY),
        (SOL_TCP, TCP_NOTSENT_LOWAT),
        (SOL_SOCKET, SO_DETACH_REUSEPORT_BPF),
        (SOL_TCP, TCP_USER_TIMEOUT),
        (SOL_UDP, UDP_SEGMENT),
        (IPPROTO_IP, IP_MTU_DISCOVER),
        (IPPROTO_IP, IP_MULTICAST_LOOP),
        (IPPROTO_IP, IP_MULTICAST_TTL),
        (IPPROTO_IPV6, IPV6_MULTICAST_LOOP),
        (IPPROTO_IPV6, IPV6_MULTICAST_HOPS),
        (IPPROTO_IPV6, IPV6_TCLASS),
        (9999, 1),
    ] {
        assert_takes_only(&[0, 2, 3], option, "int");
    }
}

#[test]
fn a_filter_is_a_number_and_nothing_else() {
    let option = (SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF);
    let rule = "int when argument #3 ($option) is SO_ATTACH_REUSEPORT_CBPF";
    assert_takes_only(&[0], option, rule);
}

// SO27b, SO30b.
#[test]
fn a_name_is_wanted_where_one_belongs() {
    for (option, name) in [
        ((SOL_SOCKET, SO_BINDTODEVICE), "SO_BINDTODEVICE"),
        ((SOL_TCP, TCP_CONGESTION), "TCP_CONGESTION"),
    ] {
        let rule = format!("string when argument #3 ($option) is {name}");
        assert_takes_only(&[1], option, &rule);
    }
}

// SO10b, SO18b. An array for another option lacks the keys of this one.
#[test]
fn each_array_is_wanted_where_it_belongs() {
    let socket = tcp6();
    for (place, option, name, key) in [
        (4, SO_LINGER, "SO_LINGER", "l_onoff"),
        (5, SO_RCVTIMEO, "SO_RCVTIMEO", "sec"),
        (5, SO_SNDTIMEO, "SO_SNDTIMEO", "sec"),
    ] {
        for (value, given) in others(place) {
            let (kind, rule) = match given {
                "array" => (ErrorKind::ValueError, format!("must have key \"{key}\"")),
                _ => (
                    ErrorKind::TypeError,
                    format!(
                        "must be of type array when argument #3 ($option) is {name}, {given} given"
                    ),
                ),
            };
            assert_refused(
                &socket,
                |socket| socket_set_option(socket, SOL_SOCKET, option, value),
                kind,
                &format!("socket_set_option(): Argument #4 ($value) {rule}"),
            );
        }
    }
}

#[test]
fn an_interface_is_a_number_or_a_name() {
    for option in [
        (IPPROTO_IP, IP_MULTICAST_IF),
        (IPPROTO_IPV6, IPV6_MULTICAST_IF),
    ] {
        // A bool is a name, "1" or "".
        assert_takes_only(&[0, 1, 2, 3], option, "string|int");
    }
}

#[test]
fn no_address_of_a_packet_is_told_as_in_a_message() {
    for (value, given) in others(6) {
        let reason = match given {
            "array" => "The key 'addr' is required",
            _ => "expected an array here",
        };
        assert_unrecorded(
            &tcp6(),
            |socket| socket_set_option(socket, IPPROTO_IPV6, IPV6_PKTINFO, value),
            ErrorKind::Warning,
            &format!(
                "socket_set_option(): error converting user data (path: in6_pktinfo): {reason}"
            ),
        );
    }
}
