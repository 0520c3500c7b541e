//! `socket_bind` to an IP address.

use std::fs;

use php_sockets::*;

use super::shut_down_until_gone;
use crate::common::*;

/// The address a socket has after it was bound to `address`.
#[track_caller]
pub(super) fn bound_to(socket: &Socket, address: &str) -> Address {
    socket_clear_error(None);
    socket_bind(socket, address, None).unwrap();
    assert_eq!((socket_last_error(socket), socket_last_error(None)), (0, 0));
    socket_getsockname(socket).unwrap()
}

/// A name that no look-up finds: code -10000.
#[track_caller]
fn assert_unknown_host(socket: &Socket, address: &str) {
    assert_fails(
        socket,
        |socket| socket_bind(socket, address, 0),
        "socket_bind(): Host lookup failed [-10000]: Unknown error -10000",
    );
}

// BI01, BI40.
#[test]
fn port_zero_is_any_free_port() {
    for port in [Some(0), None] {
        let socket = tcp();
        socket_bind(&socket, "127.0.0.1", port).unwrap();

        let name = socket_getsockname(&socket).unwrap();
        assert_eq!(name.address(), "127.0.0.1");
        assert!(name.port() > Some(0));
    }
}

#[test]
fn a_port_can_be_named() {
    let (first, second) = (udp(), tcp());
    socket_bind(&first, "127.0.0.1", 0).unwrap();
    // Free for TCP in general; if not, the next one is tried.
    let free =
        (port(&first)..=u16::MAX).find(|&port| socket_bind(&second, "127.0.0.1", port).is_ok());

    assert_eq!(socket_getsockname(&second).unwrap().port(), free);
}

#[test]
fn every_address_of_the_machine_is_an_address() {
    assert_eq!(bound_to(&tcp(), "0.0.0.0").address(), "0.0.0.0");
    assert_eq!(bound_to(&tcp6(), "::").address(), "::");
}

#[test]
fn ipv6_is_bound_and_scope_free() {
    if !has_ipv6("connect::bind::ipv6_is_bound_and_scope_free") {
        return;
    }

    let name = bound_to(&tcp6(), "::1");

    assert_eq!(name.address(), "::1");
    assert_eq!(name.to_string(), format!("[::1]:{}", name.port().unwrap()));
}

// BI05, BI09, BI11, BI79.
#[test]
fn names_and_old_spellings_are_looked_up() {
    for (spelling, address) in [
        ("localhost", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("127.0.0.010", "127.0.0.8"),
    ] {
        assert_eq!(bound_to(&tcp(), spelling).address(), address, "{spelling}");
    }
}

// BI02.
#[test]
fn an_address_in_use_is_refused() {
    let (server, socket) = (listener(), tcp());

    let error = assert_fails(
        &socket,
        |socket| socket_bind(socket, "127.0.0.1", port(&server)),
        "socket_bind(): Unable to bind address [98]: Address already in use",
    );
    assert_eq!(error.code(), SOCKET_EADDRINUSE);
}

/// A port with a connection in `TIME_WAIT`, as a server leaves it that closed first.
fn port_in_time_wait(reuse: bool) -> u16 {
    let (server, client) = (tcp(), tcp());
    socket_set_option(&server, SOL_SOCKET, SO_REUSEADDR, reuse).unwrap();
    socket_bind(&server, "127.0.0.1", 0).unwrap();
    socket_listen(&server, None).unwrap();
    let port = port(&server);

    socket_connect(&client, "127.0.0.1", port).unwrap();
    socket_close(socket_accept(&server).unwrap());
    assert_eq!(socket_read(&client, 1, None).unwrap(), b"");
    shut_down_until_gone(&client);
    port
}

#[test]
fn a_port_in_time_wait_wants_reuse_before_and_after() {
    // In parallel tests, a program that is just being started may still hold the
    // listener when we have closed it.
    let name = "connect::bind::a_port_in_time_wait_wants_reuse_before_and_after";
    if !in_child(name) {
        return;
    }

    for (before, after) in [(false, false), (false, true), (true, false)] {
        let (port, socket) = (port_in_time_wait(before), tcp());
        socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, after).unwrap();

        let error = assert_fails(
            &socket,
            |socket| socket_bind(socket, "127.0.0.1", port),
            "socket_bind(): Unable to bind address [98]: Address already in use",
        );
        assert_eq!(error.code(), SOCKET_EADDRINUSE);
    }

    let (port, socket) = (port_in_time_wait(true), tcp());
    socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, true).unwrap();
    socket_bind(&socket, "127.0.0.1", port).unwrap();
    socket_listen(&socket, None).unwrap();
}

// BI03.
#[test]
fn a_socket_is_bound_once() {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();

    let error = assert_fails(
        &socket,
        |socket| socket_bind(socket, "127.0.0.1", 0),
        "socket_bind(): Unable to bind address [22]: Invalid argument",
    );
    assert_eq!(error.code(), SOCKET_EINVAL);
}

// BI04, BI57.
#[test]
fn an_address_of_another_machine_is_refused() {
    let socket = tcp();
    let error = assert_fails(
        &socket,
        |socket| socket_bind(socket, "192.0.2.1", 0),
        "socket_bind(): Unable to bind address [99]: Cannot assign requested address",
    );
    assert_eq!(error.code(), SOCKET_EADDRNOTAVAIL);

    // The socket is still usable, but remembers the error.
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    assert_eq!(socket_last_error(&socket), SOCKET_EADDRNOTAVAIL);
    assert_eq!(socket_last_error(None), SOCKET_EADDRNOTAVAIL);
}

// BI07, BI13, BI17.
#[test]
fn what_is_no_name_at_all_is_not_looked_up() {
    let socket = tcp();

    for address in [&"a".repeat(256), "127.0.0.1 ", "::1"] {
        assert_unknown_host(&socket, address);
    }
    assert_eq!(
        socket_getsockname(&socket).unwrap().to_string(),
        "0.0.0.0:0"
    );
}

// BI08.
#[test]
fn the_empty_name_is_no_host() {
    assert_fails(
        &tcp(),
        |socket| socket_bind(socket, "", 0),
        "socket_bind(): Host lookup failed [-10003]: Unknown server error",
    );
}

// BI19, BI25, BI28.
#[test]
fn without_ipv6_beyond_loopback_no_name_has_an_ipv6_address() {
    let name = "connect::bind::without_ipv6_beyond_loopback_no_name_has_an_ipv6_address";
    if !in_namespace(name, "") {
        return;
    }
    let socket = tcp6();

    for address in ["127.0.0.1", "localhost", "[::1]"] {
        assert_unknown_host(&socket, address);
    }
    assert_eq!(socket_getsockname(&socket).unwrap().to_string(), "[::]:0");
}

// BI24.
#[test]
fn a_link_local_address_needs_its_interface() {
    let error = assert_fails(
        &tcp6(),
        |socket| socket_bind(socket, "fe80::1", 0),
        "socket_bind(): Unable to bind address [22]: Invalid argument",
    );
    assert_eq!(error.code(), SOCKET_EINVAL);
}

#[test]
fn a_low_port_needs_a_privilege() {
    let name = "connect::bind::a_low_port_needs_a_privilege";
    if !in_child_as_nobody(name) {
        return;
    }
    let first = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start").unwrap();
    if first.trim() == "0" {
        return skip(name, "here every port is free for all");
    }

    let error = assert_fails(
        &tcp(),
        |socket| socket_bind(socket, "127.0.0.1", 1),
        "socket_bind(): Unable to bind address [13]: Permission denied",
    );
    assert_eq!(error.code(), SOCKET_EACCES);
}

#[test]
fn two_sockets_share_a_port_if_both_say_so() {
    let (first, second) = (udp(), udp());
    for socket in [&first, &second] {
        socket_set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1).unwrap();
    }

    socket_bind(&first, "127.0.0.1", 0).unwrap();
    socket_bind(&second, "127.0.0.1", port(&first)).unwrap();
    assert_eq!(port(&second), port(&first));
}
