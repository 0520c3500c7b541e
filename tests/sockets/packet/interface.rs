//! The interface that a packet socket is bound to.

use std::process::Command;

use php_sockets::*;

use super::{EXPERIMENT, assert_nothing_arrived, frame, lo, on_lo, received, unbound};
use crate::common::*;

#[test]
fn a_bound_socket_has_the_interface_as_its_name() {
    if !in_namespace(
        "packet::interface::a_bound_socket_has_the_interface_as_its_name",
        "",
    ) {
        return;
    }
    let socket = unbound(SOCK_RAW, EXPERIMENT);
    for port in [0, 5, 2048] {
        socket_bind(&socket, "lo", port).unwrap(); // the port is ignored
        let name = socket_getsockname(&socket).unwrap();
        assert_eq!(
            (name.address().to_string(), name.port()),
            ("lo".into(), Some(1))
        );
        assert_eq!(name, lo(EXPERIMENT).into());
    }
    assert!(format!("{socket:?}").contains("local: lo,"), "{socket:?}");
}

#[test]
fn a_socket_that_is_not_bound_has_no_name() {
    if !in_namespace(
        "packet::interface::a_socket_that_is_not_bound_has_no_name",
        "",
    ) {
        return;
    }
    assert_unrecorded(
        &unbound(SOCK_RAW, EXPERIMENT),
        socket_getsockname,
        ErrorKind::Error,
        "invalid interface index",
    );
}

#[test]
fn an_interface_that_does_not_exist_is_refused() {
    if !in_namespace(
        "packet::interface::an_interface_that_does_not_exist_is_refused",
        "",
    ) {
        return;
    }
    let bound = on_lo(SOCK_RAW, EXPERIMENT);
    let long = "x".repeat(40);
    for name in ["nosuch0", "", "127.0.0.1", "1", "LO", " lo", &long] {
        let error = assert_fails(
            &bound,
            |socket| socket_bind(socket, name, None),
            "socket_bind(): Unable to bind address [19]: No such device",
        );
        assert_eq!(error.code(), SOCKET_ENODEV);
    }
    // It is still bound to the interface that it had.
    assert_eq!(socket_getsockname(&bound).unwrap(), lo(EXPERIMENT).into());
}

#[test]
fn a_name_with_a_null_byte_is_refused() {
    if !in_namespace("packet::interface::a_name_with_a_null_byte_is_refused", "") {
        return;
    }
    let socket = unbound(SOCK_RAW, EXPERIMENT);
    assert_refused(
        &socket,
        |socket| socket_bind(socket, "lo\0x", None),
        ErrorKind::ValueError,
        "socket_bind(): Argument #2 ($address) must not contain any null bytes",
    );
    assert_refused(
        &socket,
        |socket| socket_sendto(socket, "", 0, 0, "lo\0x", 1),
        ErrorKind::ValueError,
        "socket_sendto(): Argument #5 ($address) must not contain any null bytes",
    );
}

#[test]
fn binding_keeps_the_protocol() {
    if !in_namespace("packet::interface::binding_keeps_the_protocol", "") {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    socket_write(&socket, frame(EXPERIMENT + 1, "other"), None).unwrap();
    assert_nothing_arrived(&socket);
    socket_write(&socket, frame(EXPERIMENT, "this"), None).unwrap();
    assert_eq!(received(&socket).0, frame(EXPERIMENT, "this"));
}

#[test]
fn binding_can_give_the_protocol() {
    if !in_namespace("packet::interface::binding_can_give_the_protocol", "") {
        return;
    }
    let (socket, sender) = (unbound(SOCK_RAW, 0), on_lo(SOCK_RAW, EXPERIMENT + 1));
    socket_write(&sender, frame(EXPERIMENT, "too early"), None).unwrap();
    let address = PacketAddress {
        ifindex: 1,
        protocol: EXPERIMENT,
        ..PacketAddress::default()
    };
    socket_bind(&socket, &address, None).unwrap();
    socket_write(&sender, frame(EXPERIMENT, "in time"), None).unwrap();

    assert_eq!(received(&socket).0, frame(EXPERIMENT, "in time"));
    assert_nothing_arrived(&socket);
}

#[test]
fn a_bound_socket_receives_nothing_from_other_interfaces() {
    let test = "packet::interface::a_bound_socket_receives_nothing_from_other_interfaces";
    if !in_namespace_with_cable(test, "") {
        return;
    }
    let (all, bound) = (unbound(SOCK_RAW, EXPERIMENT), on_lo(SOCK_RAW, EXPERIMENT));
    let sent = frame(EXPERIMENT, "hello");
    socket_sendto(&bound, &sent, sent.len(), 0, "two", 0).unwrap();

    let (data, from) = received(&all);
    assert_eq!((data, from.name.to_str()), (sent, Some("one")));
    assert_nothing_arrived(&bound);
}

#[test]
fn a_frame_is_not_lost_with_its_interface() {
    if !in_namespace_with_cable(
        "packet::interface::a_frame_is_not_lost_with_its_interface",
        "",
    ) {
        return;
    }
    let (all, bound) = (unbound(SOCK_RAW, EXPERIMENT), unbound(SOCK_RAW, EXPERIMENT));
    socket_bind(&bound, "one", None).unwrap();
    let index = socket_getsockname(&bound).unwrap().port().unwrap();
    let sent = frame(EXPERIMENT, "hello");
    socket_sendto(&all, &sent, sent.len(), 0, "two", 0).unwrap();
    let removed = Command::new("ip").args(["link", "del", "one"]).status();
    assert!(removed.unwrap().success());

    let (data, from) = received(&all);
    assert_eq!((data, from.name.to_str()), (sent, Some("")));
    assert_eq!(from.ifindex, index.into());
    assert_unrecorded(
        &bound,
        socket_getsockname,
        ErrorKind::Error,
        "invalid interface index",
    );
}
