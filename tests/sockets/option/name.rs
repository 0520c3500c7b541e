//! Options whose value is a name.

use php_sockets::*;

use super::{assert_not_set, round_trip};
use crate::common::*;

const DEVICE: (i32, i32) = (SOL_SOCKET, SO_BINDTODEVICE);

// GO15: unlike PHP, which returns what was in memory.
#[test]
fn a_socket_is_bound_to_no_device_at_first() {
    for socket in [tcp(), udp(), tcp6()] {
        let answer = socket_get_option(&socket, SOL_SOCKET, SO_BINDTODEVICE).unwrap();
        assert_eq!(answer, "");
    }
}

#[test]
fn an_empty_name_ends_the_binding_to_a_device() {
    // Binding needs no privilege, but ending it does.
    if !in_namespace(
        "option::name::an_empty_name_ends_the_binding_to_a_device",
        "",
    ) {
        return;
    }

    let socket = udp();
    assert_eq!(round_trip(&socket, SOL_SOCKET, SO_BINDTODEVICE, "lo"), "lo");
    assert_eq!(round_trip(&socket, SOL_SOCKET, SO_BINDTODEVICE, ""), "");
}

#[test]
fn a_bound_device_stays_without_the_privilege() {
    let test = "option::name::a_bound_device_stays_without_the_privilege";
    if !in_child_as_nobody(test) {
        return;
    }

    let socket = udp();
    socket_set_option(&socket, SOL_SOCKET, SO_BINDTODEVICE, "lo").unwrap();
    assert_not_set(&socket, DEVICE, "", "[1]: Operation not permitted");
    let answer = socket_get_option(&socket, SOL_SOCKET, SO_BINDTODEVICE).unwrap();
    assert_eq!(answer, "lo");
}

#[test]
fn a_bound_device_is_the_only_one() {
    if !in_namespace_with_cable("option::name::a_bound_device_is_the_only_one", "") {
        return;
    }

    let peer = bound_udp();
    socket_set_option(&peer, SOL_SOCKET, SO_BINDTODEVICE, "one").unwrap();
    let socket = udp();
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();
    socket_write(&socket, "x", None).unwrap();
    assert_silent(
        &peer,
        |peer| socket_recv(peer, &mut Vec::new(), 1, MSG_DONTWAIT),
        SOCKET_EAGAIN,
    );
}

// SO26.
#[test]
fn an_unknown_device_cannot_be_bound() {
    for name in ["nosuch0", "lo0", " lo", "1"] {
        assert_not_set(&tcp(), DEVICE, name, "[19]: No such device");
    }
}

// GO07.
#[test]
fn the_congestion_control_is_at_first_that_of_the_system() {
    let file = "/proc/sys/net/ipv4/tcp_congestion_control";
    let default = std::fs::read_to_string(file).unwrap();

    for socket in [tcp(), tcp6()] {
        let answer = socket_get_option(&socket, SOL_TCP, TCP_CONGESTION).unwrap();
        assert_eq!(answer, default.trim_end());
    }
}

// SO28.
#[test]
fn the_congestion_control_can_be_set() {
    // Every kernel has it, and allows every user to set it.
    assert_eq!(round_trip(&tcp(), SOL_TCP, TCP_CONGESTION, "reno"), "reno");
}

// SO29.
#[test]
fn an_unknown_congestion_control_cannot_be_set() {
    let option = (SOL_TCP, TCP_CONGESTION);

    assert_not_set(&tcp(), option, "nosuchcc", "[2]: No such file or directory");
    assert_not_set(&tcp(), option, "", "[22]: Invalid argument");
    assert_not_set(&udp(), option, "reno", "[92]: Protocol not available");
}

#[test]
fn a_name_is_made_of_each_kind_of_text() {
    let value: OptionValue = "lo".into();

    assert_eq!(OptionValue::from(std::ffi::OsString::from("lo")), value);
    assert_eq!(OptionValue::from(std::ffi::OsStr::new("lo")), value);
    assert_eq!((value.as_int(), value.as_linger()), (None, None));
    assert!(value == "lo" && value != "l" && value != 0);
}

#[test]
fn a_name_with_a_null_byte_is_refused() {
    for (level, option) in [(SOL_SOCKET, SO_BINDTODEVICE), (SOL_TCP, TCP_CONGESTION)] {
        assert_refused(
            &tcp(),
            |socket| socket_set_option(socket, level, option, "lo\0x"),
            ErrorKind::ValueError,
            "socket_set_option(): Argument #4 ($value) must not contain any null bytes",
        );
    }
}
