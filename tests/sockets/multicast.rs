//! Multicast: the sender's options; in the files beside it the groups, and what
//! arrives.

mod by_socket;
mod delivery;
mod group;

use std::process::Command;

use nix::net::if_::if_nametoindex;
use php_sockets::*;

use crate::common::*;

/// More than any machine has.
const NO_INDEX: i32 = 1_000_000;

fn loopback() -> i32 {
    if_nametoindex("lo").unwrap() as i32
}

/// An IPv4 and an IPv6 socket, with their level and their option for the interface.
fn both() -> [(Socket, i32, i32); 2] {
    [
        (udp(), IPPROTO_IP, IP_MULTICAST_IF),
        (udp6(), IPPROTO_IPV6, IPV6_MULTICAST_IF),
    ]
}

#[track_caller]
fn set_and_get(socket: &Socket, level: i32, option: i32, value: impl Into<OptionValue>) -> i32 {
    socket_set_option(socket, level, option, value).unwrap();
    let answer = socket_get_option(socket, level, option).unwrap();
    answer.as_int().unwrap()
}

// GO24, SO45.
#[test]
fn the_interface_is_an_index_or_a_name() {
    for (socket, level, option) in both() {
        let start = socket_get_option(&socket, level, option).unwrap();
        assert_eq!(start, 0);

        assert_eq!(set_and_get(&socket, level, option, loopback()), loopback());
        assert_eq!(set_and_get(&socket, level, option, 0), 0);
        assert_eq!(set_and_get(&socket, level, option, "lo"), loopback());
    }
}

// SO46, SO50.
#[test]
fn an_unknown_name_is_no_interface() {
    for name in ["nosuch0", "1", ""] {
        for (socket, level, option) in both() {
            assert_unrecorded(
                &socket,
                |socket| socket_set_option(socket, level, option, name),
                ErrorKind::Warning,
                &format!("socket_set_option(): No interface with name \"{name}\" could be found"),
            );
        }
    }
}

// As in PHP, where anything but a number is a name.
#[test]
fn a_bool_is_no_interface() {
    for (value, name) in [(true, "1"), (false, "")] {
        for (socket, level, option) in both() {
            assert_unrecorded(
                &socket,
                |socket| socket_set_option(socket, level, option, value),
                ErrorKind::Warning,
                &format!("socket_set_option(): No interface with name \"{name}\" could be found"),
            );
        }
    }
}

#[test]
fn the_name_of_an_interface_is_not_cut() {
    for (socket, level, option) in both() {
        assert_refused(
            &socket,
            |socket| socket_set_option(socket, level, option, "lo\0"),
            ErrorKind::ValueError,
            "socket_set_option(): Argument #4 ($value) must not contain any null bytes",
        );
    }
}

// SO47.
#[test]
fn an_unknown_index_is_no_interface() {
    let [(socket, level, option), (socket6, level6, option6)] = both();

    assert_unrecorded(
        &socket,
        |socket| socket_set_option(socket, level, option, NO_INDEX),
        ErrorKind::Warning,
        "socket_set_option(): Failed obtaining address for interface 1000000: error 19",
    );
    assert_fails(
        &socket6,
        |socket| socket_set_option(socket, level6, option6, NO_INDEX),
        "socket_set_option(): Unable to set socket option [19]: No such device",
    );
}

// SO48.
#[test]
fn an_index_is_not_negative() {
    for index in [-1, i32::MIN] {
        for (socket, level, option) in both() {
            let error = assert_unrecorded(
                &socket,
                |socket| socket_set_option(socket, level, option, index),
                ErrorKind::ValueError,
                "Index must be between 0 and 4294967295",
            );
            assert_eq!(error.function(), None);
        }
    }
}

#[test]
fn an_interface_of_ipv4_has_an_address() {
    let test = "multicast::an_interface_of_ipv4_has_an_address";
    if !in_namespace_with_cable(test, "ip addr add fe80::1/64 dev one nodad") {
        return;
    }

    let index = if_nametoindex("one").unwrap() as i32;
    for interface in [OptionValue::from("one"), index.into()] {
        assert_unrecorded(
            &udp(),
            |socket| socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, interface.clone()),
            ErrorKind::Warning,
            &format!(
                "socket_set_option(): Failed obtaining address for interface {index}: error 99"
            ),
        );
        let answer = set_and_get(&udp6(), IPPROTO_IPV6, IPV6_MULTICAST_IF, interface);
        assert_eq!(answer, index);
    }
}

#[test]
fn an_interface_that_lost_its_address_is_not_found() {
    let test = "multicast::an_interface_that_lost_its_address_is_not_found";
    if !in_namespace_with_cable(test, "ip addr add 10.9.0.1/24 dev one") {
        return;
    }

    let socket = udp();
    let index = if_nametoindex("one").unwrap() as i32;
    let answer = set_and_get(&socket, IPPROTO_IP, IP_MULTICAST_IF, "one");
    assert_eq!(answer, index);
    let lose = ["addr", "del", "10.9.0.1/24", "dev", "one"];
    assert!(Command::new("ip").args(lose).status().unwrap().success());

    assert_unrecorded(
        &socket,
        |socket| socket_get_option(socket, IPPROTO_IP, IP_MULTICAST_IF),
        ErrorKind::Warning,
        "socket_get_option(): The interface with IP address 10.9.0.1 was not found",
    );
}

#[test]
fn an_interface_is_found_behind_many_addresses() {
    let many = "for host in $(seq 2 99); do ip addr add 127.0.0.$host/8 dev lo; done
                ip addr add 10.9.0.1/24 dev one";
    if !in_namespace_with_cable(
        "multicast::an_interface_is_found_behind_many_addresses",
        many,
    ) {
        return;
    }
    let index = if_nametoindex("one").unwrap() as i32;
    let answer = set_and_get(&udp(), IPPROTO_IP, IP_MULTICAST_IF, "one");
    assert_eq!(answer, index);
}

#[test]
fn a_stream_sends_to_no_group() {
    assert_fails(
        &tcp(),
        |socket| socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, "lo"),
        "socket_set_option(): Unable to set socket option [22]: Invalid argument",
    );
    assert_fails(
        &tcp6(),
        |socket| socket_set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, "lo"),
        "socket_set_option(): Unable to set socket option [92]: Protocol not available",
    );
}

// SO39, SO41, SO52, SO53.
#[test]
fn a_number_of_hops_is_at_most_255() {
    let (ttl, hops) = (IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS);

    for number in [0, 1, 128, 254, 255] {
        assert_eq!(set_and_get(&udp(), IPPROTO_IP, ttl, number), number);
        assert_eq!(set_and_get(&udp6(), IPPROTO_IPV6, hops, number), number);
    }
    assert_eq!(set_and_get(&udp6(), IPPROTO_IPV6, hops, -1), 1);

    let refused = [256, i32::MAX, -2, i32::MIN];
    for (socket, level, option, least, numbers) in [
        (udp(), IPPROTO_IP, ttl, 0, &[refused, [-1; 4]].concat()),
        (udp6(), IPPROTO_IPV6, hops, -1, &refused.to_vec()),
    ] {
        for &number in numbers {
            let text = format!("Argument #4 ($value) must be between {least} and 255");
            assert_refused(
                &socket,
                |socket| socket_set_option(socket, level, option, number),
                ErrorKind::ValueError,
                &format!("socket_set_option(): {text}"),
            );
        }
    }
}

// SO43.
#[test]
fn any_number_lets_messages_come_back() {
    for (socket, level, option) in [
        (udp(), IPPROTO_IP, IP_MULTICAST_LOOP),
        (udp6(), IPPROTO_IPV6, IPV6_MULTICAST_LOOP),
    ] {
        assert_eq!(socket_get_option(&socket, level, option).unwrap(), 1);
        for value in [1, 256, -1, i32::MIN] {
            assert_eq!(set_and_get(&socket, level, option, 0), 0);
            assert_eq!(set_and_get(&socket, level, option, value), 1);
        }
        assert_eq!(set_and_get(&socket, level, option, false), 0);
        assert_eq!(set_and_get(&socket, level, option, true), 1);
    }
}

// PHP asks the socket for the address of the interface, and only an IPv4 one has it.
#[test]
fn only_an_ipv4_socket_chooses_an_ipv4_interface() {
    for socket in [udp6(), tcp6(), unix()] {
        assert_unrecorded(
            &socket,
            |socket| socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, 1),
            ErrorKind::Warning,
            "socket_set_option(): Failed obtaining address for interface 1: error 25",
        );
    }
}

// The interface is checked first, whatever the socket.
#[test]
fn an_index_without_an_interface_is_told_before_the_kind_of_socket() {
    for socket in [udp(), udp6(), unix()] {
        assert_unrecorded(
            &socket,
            |socket| socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, 999_999),
            ErrorKind::Warning,
            "socket_set_option(): Failed obtaining address for interface 999999: error 19",
        );
    }
}
