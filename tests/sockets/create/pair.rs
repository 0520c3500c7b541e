//! `socket_create_pair`.

use php_sockets::*;
use socket2::SockRef;

use super::TYPES;
use crate::common::*;

/// A failure, which there is no socket to record on: text, kind, and the thread's last
/// error.
#[track_caller]
fn assert_no_pair(domain: i32, r#type: i32, protocol: i32, text: &str) -> Error {
    socket_clear_error(None);
    let text = format!("socket_create_pair(): Unable to create socket pair {text}");
    let error = assert_error(socket_create_pair(domain, r#type, protocol), &text);
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_eq!(socket_last_error(None), error.code());
    error
}

/// A bad argument: text, kind, the argument, and no last error.
#[track_caller]
fn assert_bad(domain: i32, r#type: i32, argument: (usize, &'static str), text: &str) {
    socket_clear_error(None);
    let error = assert_error(socket_create_pair(domain, r#type, 0), text);
    assert_eq!((error.kind(), error.code()), (ErrorKind::ValueError, 0));
    assert_eq!(error.argument(), Some(argument));
    assert_eq!(socket_last_error(None), 0);
}

// PR01, PR11.
#[test]
fn the_two_are_connected_to_each_other() {
    socket_clear_error(None);
    for r#type in [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET] {
        let [one, other] = socket_create_pair(AF_UNIX, r#type, 0).unwrap();
        for (here, there) in [(&one, &other), (&other, &one)] {
            socket_write(here, "hello", None).unwrap();
            assert_eq!(socket_read(there, 10, None).unwrap(), b"hello");

            let kernel = SockRef::from(here);
            assert_eq!(i32::from(kernel.domain().unwrap()), AF_UNIX);
            assert_eq!(i32::from(kernel.r#type().unwrap()), r#type);
            assert!(closes_on_exec(here));
            assert!(!kernel.nonblocking().unwrap());
            assert_eq!(socket_getpeername(here).unwrap(), Address::Unnamed);
            assert_eq!(socket_last_error(here), 0);
        }
    }
    assert_eq!(socket_last_error(None), 0);
}

// PR02.
#[test]
fn only_unix_sockets_come_in_pairs() {
    for domain in [AF_INET, AF_INET6] {
        for r#type in [SOCK_STREAM, SOCK_DGRAM] {
            let error = assert_no_pair(domain, r#type, 0, "[95]: Operation not supported");
            assert_eq!(error.code(), SOCKET_EOPNOTSUPP);
        }
    }
}

// PR04.
#[test]
fn an_unknown_family_is_refused_before_an_unknown_type() {
    for (domain, r#type) in [(99, SOCK_STREAM), (0, SOCK_STREAM), (-1, 11)] {
        assert_bad(
            domain,
            r#type,
            (1, "domain"),
            "socket_create_pair(): Argument #1 ($domain) must be one of AF_UNIX, AF_INET6, \
             or AF_INET",
        );
    }
}

#[test]
fn a_type_above_ten_is_refused() {
    let text = TYPES.replace("socket_create()", "socket_create_pair()");
    for r#type in [11, 11 | SOCK_NONBLOCK, 1024, i32::MAX] {
        assert_bad(AF_UNIX, r#type, (2, "type"), &text);
    }
}

// PR08b.
#[test]
fn both_can_be_created_non_blocking() {
    for flags in [SOCK_NONBLOCK, SOCK_NONBLOCK | SOCK_CLOEXEC] {
        let pair = socket_create_pair(AF_UNIX, SOCK_STREAM | flags, 0).unwrap();
        for socket in &pair {
            assert!(SockRef::from(socket).nonblocking().unwrap());
            assert!(closes_on_exec(socket));
            assert_silent(socket, |s| socket_read(s, 1, None), SOCKET_EAGAIN);
        }
    }
}

#[test]
fn a_type_or_protocol_the_family_lacks_is_the_systems_refusal() {
    let error = assert_no_pair(AF_UNIX, SOCK_RDM, 0, "[94]: Socket type not supported");
    assert_eq!(error.code(), SOCKET_ESOCKTNOSUPPORT);
    let error = assert_no_pair(
        AF_UNIX,
        SOCK_STREAM,
        SOL_TCP,
        "[93]: Protocol not supported",
    );
    assert_eq!(error.code(), SOCKET_EPROTONOSUPPORT);
    let error = assert_no_pair(AF_UNIX, -1, 0, "[22]: Invalid argument");
    assert_eq!(error.code(), SOCKET_EINVAL);
}

// PR10.
#[test]
fn a_pair_needs_two_descriptors() {
    let name = "create::pair::a_pair_needs_two_descriptors";
    if !in_child(name) {
        return;
    }

    without_descriptors(|| assert_no_pair(AF_UNIX, SOCK_STREAM, 0, "[24]: Too many open files"));
    socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap();

    // One is left, which a failure gives back.
    let spare = udp();
    let _last = udp();
    without_descriptors(|| {
        drop(spare);
        for _ in 0..3 {
            assert_no_pair(AF_UNIX, SOCK_STREAM, 0, "[24]: Too many open files");
        }
        socket_create(AF_UNIX, SOCK_STREAM, 0).unwrap();
    });
}
