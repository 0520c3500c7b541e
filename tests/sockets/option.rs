//! `socket_get_option`, `socket_set_option`, their short names, and `OptionValue`.

mod filter;
mod linger_and_timeout;
mod name;
mod number;
mod php;
mod record;
mod timeout;
mod value;
mod wrong_type;

use std::time::Duration;

use php_sockets::*;

use crate::common::*;

/// Sets an option and reads it back.
#[track_caller]
fn round_trip(
    socket: &Socket,
    level: i32,
    option: i32,
    value: impl Into<OptionValue>,
) -> OptionValue {
    socket_clear_error(socket);
    socket_clear_error(None);
    socket_set_option(socket, level, option, value).unwrap();
    let answer = socket_get_option(socket, level, option).unwrap();
    assert_eq!((socket_last_error(socket), socket_last_error(None)), (0, 0));
    answer
}

/// A value the system does not take.
#[track_caller]
fn assert_not_set(
    socket: &Socket,
    (level, option): (i32, i32),
    value: impl Into<OptionValue>,
    text: &str,
) {
    assert_fails(
        socket,
        |socket| socket_set_option(socket, level, option, value),
        &format!("socket_set_option(): Unable to set socket option {text}"),
    );
}

/// A value of a wrong type.
#[track_caller]
fn assert_wrong_type(socket: &Socket, option: i32, value: impl Into<OptionValue>, rule: &str) {
    let error = assert_refused(
        socket,
        |socket| socket_set_option(socket, SOL_SOCKET, option, value),
        ErrorKind::TypeError,
        &format!("socket_set_option(): Argument #4 ($value) must be of type {rule}"),
    );
    assert_eq!(error.argument(), Some((4, "value")));
}

// GO01.
#[test]
fn the_type_of_a_socket_is_an_option() {
    for (socket, r#type) in [(tcp(), SOCK_STREAM), (udp(), SOCK_DGRAM)] {
        let answer = socket_get_option(&socket, SOL_SOCKET, SO_TYPE).unwrap();
        assert_eq!(answer, r#type);
    }
}

// SO94: unlike PHP, which asks for a number and fails.
#[test]
fn a_bound_device_reads_back_as_its_name() {
    let socket = tcp();

    let answer = round_trip(&socket, SOL_SOCKET, SO_BINDTODEVICE, "lo");
    assert_eq!(answer, "lo");
    assert_eq!(answer.as_name(), Some("lo".as_ref()));
}

// SO31b: unlike PHP, for which 25 is SO_BINDTODEVICE at most levels.
#[test]
fn not_sent_low_water_can_be_set() {
    for bytes in [0, 1, 16384, -1] {
        let answer = round_trip(&tcp(), SOL_TCP, TCP_NOTSENT_LOWAT, bytes);
        assert_eq!(answer, bytes);
    }
}

// SO69c.
#[test]
fn a_filter_that_was_attached_can_be_detached() {
    let option = (SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF);
    let socket = udp();
    socket_set_option(&socket, SOL_SOCKET, SO_REUSEPORT, 1).unwrap();

    for what in [SKF_AD_CPU, SKF_AD_QUEUE] {
        socket_set_option(&socket, SOL_SOCKET, option.1, what).unwrap();
        socket_set_option(&socket, SOL_SOCKET, option.1, 0).unwrap();
        assert_not_set(&socket, option, 0, "[2]: No such file or directory");
    }
}

#[test]
fn detaching_has_an_option_of_its_own() {
    let option = (SOL_SOCKET, SO_DETACH_REUSEPORT_BPF);
    assert_not_set(&udp(), option, 0, "[22]: Invalid argument");

    let socket = udp();
    socket_set_option(&socket, SOL_SOCKET, SO_REUSEPORT, 1).unwrap();
    for value in [OptionValue::from(0), 1.into(), (-1).into(), true.into()] {
        let attach = SO_ATTACH_REUSEPORT_CBPF;
        socket_set_option(&socket, SOL_SOCKET, attach, SKF_AD_CPU).unwrap();
        socket_set_option(&socket, SOL_SOCKET, option.1, value.clone()).unwrap();
        assert_not_set(&socket, option, value, "[2]: No such file or directory");
    }
}

// GO04, GO05.
#[test]
fn an_unknown_option_or_level_cannot_be_read() {
    const NO_OPTION: (i32, &str) = (SOCKET_ENOPROTOOPT, "[92]: Protocol not available");
    const NO_LEVEL: (i32, &str) = (SOCKET_EOPNOTSUPP, "[95]: Operation not supported");

    for (socket, level, option, (code, text)) in [
        (tcp(), SOL_SOCKET, 9999, NO_OPTION),
        (tcp(), SOL_TCP, 9999, NO_OPTION),
        (tcp(), 9999, 1, NO_LEVEL),
        (unix(), SOL_TCP, TCP_NODELAY, NO_LEVEL),
    ] {
        let error = assert_fails(
            &socket,
            |socket| socket_get_option(socket, level, option),
            &format!("socket_get_option(): Unable to retrieve socket option {text}"),
        );
        assert_eq!(error.code(), code);
    }
}

// SO35, SO36.
#[test]
fn an_unknown_option_or_level_cannot_be_set() {
    for option in [(SOL_SOCKET, 9999), (SOL_SOCKET, SO_TYPE), (9999, 1)] {
        assert_not_set(&tcp(), option, 1, "[92]: Protocol not available");
    }
}

#[test]
fn a_number_the_option_does_not_take_is_invalid() {
    assert_not_set(&tcp(), (SOL_TCP, TCP_KEEPIDLE), 0, "[22]: Invalid argument");
    assert_not_set(
        &tcp(),
        (IPPROTO_IP, libc::IP_TTL),
        300,
        "[22]: Invalid argument",
    );
    // Too late: the family is settled.
    let bound = tcp6();
    socket_bind(&bound, "::", 0).unwrap();
    assert_not_set(
        &bound,
        (IPPROTO_IPV6, IPV6_V6ONLY),
        1,
        "[22]: Invalid argument",
    );
}

// SO66.
#[test]
fn some_options_need_a_privilege() {
    if !in_child_as_nobody("option::some_options_need_a_privilege") {
        return;
    }

    let mark = (SOL_SOCKET, libc::SO_MARK);
    assert_not_set(&udp(), mark, 1, "[1]: Operation not permitted");
    assert_not_set(&udp(), (SOL_SOCKET, SO_DEBUG), 1, "[13]: Permission denied");
}

// SO03: unlike PHP, which casts whatever it gets.
#[test]
fn a_number_is_wanted_where_one_belongs() {
    let socket = tcp();

    for option in [SO_REUSEADDR, SO_RCVBUF, 9999] {
        let rule = "int, array given";
        assert_wrong_type(&socket, option, Linger::default(), rule);
        assert_wrong_type(&socket, option, Timeout::default(), rule);
        assert_wrong_type(&socket, option, Duration::ZERO, rule);
    }
}

// SO90b: unlike PHP, for which 20 is SO_RCVTIMEO at most levels.
#[test]
fn levels_are_respected() {
    let socket = tcp();

    // IP_RECVTOS, IP_RECVORIGDSTADDR, IP_MINTTL.
    for option in [SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO] {
        assert_eq!(round_trip(&socket, IPPROTO_IP, option, 1), 1);
    }
    for (option, value) in [
        (SO_LINGER, Linger::default().into()),
        (SO_RCVTIMEO, Timeout::default().into()),
        (SO_SNDTIMEO, OptionValue::from(Timeout::default())),
    ] {
        let answer = socket_get_option(&socket, SOL_SOCKET, option).unwrap();
        assert_eq!(answer, value);
        assert_not_set(&udp(), (SOL_UDP, option), 1, "[92]: Protocol not available");
        assert_refused(
            &socket,
            |socket| socket_set_option(socket, IPPROTO_IP, option, value),
            ErrorKind::TypeError,
            "socket_set_option(): Argument #4 ($value) must be of type int, array given",
        );
    }
    // At SOL_UDP it is a size, within limits.
    let option = (SOL_TCP, UDP_SEGMENT);
    assert_not_set(&socket, option, 65536, "[92]: Protocol not available");
    // At SOL_TCP it is a time, within limits.
    let option = (SOL_UDP, TCP_USER_TIMEOUT);
    assert_not_set(&udp(), option, -1, "[92]: Protocol not available");
    // TCP_REPAIR_QUEUE, which is for a socket in repair.
    let option = (SOL_TCP, SO_RCVTIMEO);
    assert_not_set(&socket, option, 1, "[1]: Operation not permitted");
}

#[test]
fn the_number_of_the_port_filter_is_known_at_few_levels() {
    let option = SO_ATTACH_REUSEPORT_CBPF;
    let values = || {
        [
            OptionValue::from(0),
            SKF_AD_CPU.into(),
            "x".into(),
            true.into(),
        ]
    };

    for (socket, level) in [
        (tcp(), SOL_TCP),
        (udp(), SOL_UDP),
        (unix(), 9999),
        (tcp(), -1),
    ] {
        for value in values() {
            assert_unrecorded(
                &socket,
                |socket| socket_set_option(socket, level, option, value),
                ErrorKind::Warning,
                "socket_set_option(): Invalid level",
            );
        }
    }
    // IPV6_RECVHOPLIMIT.
    assert_eq!(round_trip(&udp6(), IPPROTO_IPV6, option, 1), 1);
}

// CN08.
#[test]
fn the_error_of_a_socket_is_forgotten_when_read() {
    let (socket, deaf) = (udp(), bound_udp());
    // Connected to itself, it receives from no other socket, and those are refused.
    socket_connect(&deaf, "127.0.0.1", port(&deaf)).unwrap();
    socket_connect(&socket, "127.0.0.1", port(&deaf)).unwrap();
    socket_write(&socket, "x", None).unwrap();
    wait_readable(&socket);

    for code in [SOCKET_ECONNREFUSED, 0] {
        let answer = socket_get_option(&socket, SOL_SOCKET, SO_ERROR).unwrap();
        assert_eq!(answer, code);
    }
}

// MX02.
#[test]
fn the_short_names_are_in_their_messages() {
    let socket = tcp();
    socket_setopt(&socket, SOL_SOCKET, SO_REUSEADDR, 1).unwrap();
    assert_eq!(socket_getopt(&socket, SOL_SOCKET, SO_REUSEADDR).unwrap(), 1);

    assert_fails(
        &socket,
        |socket| socket_getopt(socket, SOL_SOCKET, 9999),
        "socket_getopt(): Unable to retrieve socket option [92]: Protocol not available",
    );
    assert_fails(
        &socket,
        |socket| socket_setopt(socket, SOL_SOCKET, 9999, 1),
        "socket_setopt(): Unable to set socket option [92]: Protocol not available",
    );
    assert_refused(
        &socket,
        |socket| socket_setopt(socket, SOL_SOCKET, SO_LINGER, 1),
        ErrorKind::TypeError,
        "socket_setopt(): Argument #4 ($value) must be of type array when argument #3 ($option) \
         is SO_LINGER, int given",
    );
}

// SO77.
#[test]
fn a_success_leaves_the_last_errors() {
    let socket = tcp();
    socket_read(&socket, 1, None).unwrap_err();

    socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, 1).unwrap();
    socket_get_option(&socket, SOL_SOCKET, SO_REUSEADDR).unwrap();
    assert_eq!(socket_last_error(&socket), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
}

#[test]
fn no_option_opens_a_descriptor() {
    if !in_child("option::no_option_opens_a_descriptor") {
        return;
    }
    let (socket, _peer) = pair();
    let before = open_descriptors();

    assert_refused(
        &socket,
        |socket| socket_get_option(socket, SOL_SOCKET, libc::SO_PEERPIDFD),
        ErrorKind::ValueError,
        "socket_get_option(): Argument #3 ($option) must not be SO_PEERPIDFD, \
         which opens a descriptor",
    );
    for level in [SOL_SOCKET, SOL_TCP, IPPROTO_IP, IPPROTO_IPV6, SOL_UDP] {
        for option in 0..256 {
            let _ = socket_get_option(&socket, level, option);
        }
    }
    assert_eq!(open_descriptors(), before);
}

// For it the kernel counts in steps of 8 bytes, and writes more than a number holds.
#[test]
fn the_filter_of_a_socket_does_not_overflow_its_number() {
    let socket = udp();
    let pass = || socket2::SockFilter::new(6, 0, 0, u32::MAX);
    socket2::SockRef::from(&socket)
        .attach_filter(&[pass(), pass(), pass(), pass()])
        .unwrap();

    let [one, two] = 6_u16.to_ne_bytes();
    let first = i32::from_ne_bytes([one, two, 0, 0]);
    assert_eq!(
        socket_get_option(&socket, SOL_SOCKET, libc::SO_GET_FILTER).unwrap(),
        first
    );
}

// There is nothing to tell.
#[test]
fn an_empty_answer_is_0() {
    for (level, option) in [
        (SOL_SOCKET, libc::SO_GET_FILTER),
        (SOL_TCP, libc::TCP_SAVED_SYN),
        (IPPROTO_IP, libc::IP_OPTIONS),
    ] {
        assert_eq!(socket_get_option(&tcp(), level, option).unwrap(), 0);
    }
}
