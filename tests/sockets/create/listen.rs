//! `socket_create_listen`.

use std::time::Duration;

use php_sockets::*;
use socket2::SockRef;

use crate::common::*;

/// A failure, which there is no socket to record on: text, kind, and the thread's last
/// error.
#[track_caller]
pub(super) fn assert_no_listener(port: u16, text: &str) -> Error {
    socket_clear_error(None);
    let error = assert_error(socket_create_listen(port, None), text);
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_eq!(socket_last_error(None), error.code());
    error
}

// CL01.
#[test]
fn a_listener_is_at_every_ipv4_address() {
    socket_clear_error(None);
    let server = socket_create_listen(0, None).unwrap();
    let name = socket_getsockname(&server).unwrap();
    assert_eq!(name.address(), "0.0.0.0");
    assert_ne!(name.port(), Some(0));

    let kernel = SockRef::from(&server);
    assert_eq!(i32::from(kernel.r#type().unwrap()), SOCK_STREAM);
    assert!(kernel.is_listener().unwrap());
    assert!(closes_on_exec(&server));
    assert!(!kernel.nonblocking().unwrap());
    assert!(!kernel.reuse_address().unwrap());

    for address in ["127.0.0.1", "127.0.0.2"] {
        let client = tcp();
        socket_connect(&client, address, name.port()).unwrap();
        let accepted = socket_accept(&server).unwrap();
        let there = socket_getsockname(&accepted).unwrap();
        assert_eq!(there.address(), address);
    }
    assert_eq!(
        (socket_last_error(&server), socket_last_error(None)),
        (0, 0)
    );
}

// CL03b, CL04b: other numbers do not compile.
#[test]
fn a_listener_has_the_port_it_is_given() {
    // All ports of a network of its own are free.
    let name = "create::listen::a_listener_has_the_port_it_is_given";
    if !in_namespace(name, "") {
        return;
    }
    for given in [1, 8123, u16::MAX] {
        let server = socket_create_listen(given, None).unwrap();
        assert_eq!(port(&server), given);
    }
}

// CL02.
#[test]
fn a_port_that_is_taken_is_the_systems_refusal() {
    let server = socket_create_listen(0, None).unwrap();
    let error = assert_no_listener(
        port(&server),
        "socket_create_listen(): unable to bind to given address [98]: Address already in use",
    );
    assert_eq!(error.code(), SOCKET_EADDRINUSE);
}

// CL05.
#[test]
fn a_low_port_needs_a_privilege() {
    let name = "create::listen::a_low_port_needs_a_privilege";
    if !in_child_as_nobody(name) {
        return;
    }
    let first = std::fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start").unwrap();
    if first.trim() == "0" {
        return skip(name, "here every port is free for all");
    }

    let error = assert_no_listener(
        1,
        "socket_create_listen(): unable to bind to given address [13]: Permission denied",
    );
    assert_eq!(error.code(), SOCKET_EACCES);
}

#[test]
fn nothing_stays_open_of_a_failed_listen() {
    let name = "create::listen::nothing_stays_open_of_a_failed_listen";
    if !in_child(name) {
        return;
    }
    let server = socket_create_listen(0, None).unwrap();
    let before = open_descriptors();

    for _ in 0..3 {
        socket_create_listen(port(&server), None).unwrap_err();
    }
    assert_eq!(open_descriptors(), before);
}

/// A client that waits this long to be let in.
fn client(patience: Duration) -> Socket {
    let client = tcp();
    socket_set_option(&client, SOL_SOCKET, SO_SNDTIMEO, patience).unwrap();
    client
}

// The kernel lets one more in than it is told.
#[test]
fn the_backlog_is_the_length_of_the_queue() {
    let server = socket_create_listen(0, 0).unwrap();
    let connect = |s: &Socket| socket_connect(s, "127.0.0.1", port(&server));

    let first = tcp();
    connect(&first).unwrap();
    wait_readable(&server);
    let second = client(Duration::from_millis(1));
    assert_silent(&second, connect, SOCKET_EINPROGRESS);
}

#[test]
fn the_queue_is_long_if_nothing_else_is_said() {
    for backlog in [None, Some(SOMAXCONN), Some(20), Some(-1)] {
        let server = socket_create_listen(0, backlog).unwrap();
        let _clients = [(); 20].map(|()| {
            let client = client(Duration::from_secs(10));
            socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
            client
        });
    }
}
