//! Sending to an interface.

use php_sockets::*;

use super::{EXPERIMENT, assert_nothing_arrived, frame, lo, on_lo, received, unbound};
use crate::common::*;

const NOT_FOUND: &str = "socket_sendto(): Unable to write to socket [6]: No such device or address";

#[test]
fn name_and_index_are_of_one_interface() {
    if !in_namespace_with_cable("packet::send::name_and_index_are_of_one_interface", "") {
        return;
    }
    let socket = on_lo(SOCK_RAW, EXPERIMENT);
    let sent = frame(EXPERIMENT, "hello");
    // By both, by the index alone, by the name alone.
    for (name, index) in [("lo", 1), ("", 1), ("lo", 0)] {
        let length = socket_sendto(&socket, &sent, sent.len(), 0, name, index).unwrap();
        assert_eq!((length, received(&socket).0), (sent.len(), sent.clone()));
    }
    for (name, index) in [
        ("one", 1),
        ("nosuch0", 1),
        ("nosuch0", 0),
        ("", 0),
        ("", 99),
        ("lo", 2),
    ] {
        let error = assert_fails(
            &socket,
            |socket| socket_sendto(socket, &sent, sent.len(), 0, name, index),
            NOT_FOUND,
        );
        assert_eq!(error.code(), SOCKET_ENXIO);
    }
    assert_nothing_arrived(&socket);
}

#[test]
fn an_index_is_wanted_with_a_name() {
    if !in_namespace("packet::send::an_index_is_wanted_with_a_name", "") {
        return;
    }
    assert_refused(
        &on_lo(SOCK_RAW, EXPERIMENT),
        |socket| socket_sendto(socket, "", 0, 0, "lo", None),
        ErrorKind::ValueError,
        "socket_sendto(): Argument #6 ($port) cannot be null when the socket type is AF_PACKET",
    );
}

#[test]
fn a_datagram_gets_the_protocol_of_the_socket() {
    if !in_namespace(
        "packet::send::a_datagram_gets_the_protocol_of_the_socket",
        "",
    ) {
        return;
    }
    let (socket, raw) = (unbound(SOCK_DGRAM, EXPERIMENT), on_lo(SOCK_RAW, EXPERIMENT));
    assert_eq!(socket_sendto(&socket, "hello", 4, 0, "lo", 1).unwrap(), 4);
    assert_eq!(received(&raw).0, frame(EXPERIMENT, "hell"));
}

#[test]
fn a_raw_frame_has_the_protocol_of_its_header() {
    if !in_namespace(
        "packet::send::a_raw_frame_has_the_protocol_of_its_header",
        "",
    ) {
        return;
    }
    let (socket, all) = (
        unbound(SOCK_RAW, EXPERIMENT),
        on_lo(SOCK_RAW, ETH_P_ALL as u16),
    );
    let sent = frame(EXPERIMENT + 1, "hello");
    socket_sendto(&socket, &sent, sent.len(), 0, "lo", 1).unwrap();

    let (data, from) = received(&all);
    assert_eq!(data, sent);
    let outgoing = 4;
    assert_eq!((from.pkttype, from.protocol), (outgoing, EXPERIMENT + 1));
}

#[test]
fn an_address_has_a_receiver_and_a_protocol() {
    if !in_namespace("packet::send::an_address_has_a_receiver_and_a_protocol", "") {
        return;
    }
    let (socket, raw) = (
        unbound(SOCK_DGRAM, EXPERIMENT),
        on_lo(SOCK_RAW, EXPERIMENT + 1),
    );
    let to = PacketAddress {
        name: "lo".into(),
        protocol: EXPERIMENT + 1,
        addr: vec![2, 3, 4, 5, 6, 7],
        ..PacketAddress::default()
    };
    socket_sendto(&socket, "hello", 5, 0, &to, None).unwrap();

    let (data, from) = received(&raw);
    assert_eq!(data[..6], to.addr);
    assert_eq!(data[6..], frame(EXPERIMENT + 1, "hello")[6..]);
    assert_eq!(from.pkttype, 3); // for another machine
}

#[test]
fn a_sender_can_be_answered() {
    if !in_namespace("packet::send::a_sender_can_be_answered", "") {
        return;
    }
    let socket = on_lo(SOCK_DGRAM, EXPERIMENT);
    socket_write(&socket, "question", None).unwrap();
    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&socket, &mut data, 8192, 0).unwrap();
    socket_sendto(&socket, "answer", 6, 0, &sender, sender.port()).unwrap();
    assert_eq!(received(&socket), (b"answer".to_vec(), lo(EXPERIMENT)));
    assert_fails(
        &socket,
        |socket| socket_sendto(socket, "answer", 6, 0, &sender, 2),
        NOT_FOUND,
    );
}

#[test]
fn an_index_above_65535_is_in_the_address() {
    let big = "ip link add name big index 70000 type veth peer name small; \
               ip link set big up; ip link set small up";
    if !in_namespace_with_cable("packet::send::an_index_above_65535_is_in_the_address", big) {
        return;
    }
    let socket = unbound(SOCK_RAW, EXPERIMENT);
    let sent = frame(EXPERIMENT, "hello");
    socket_sendto(&socket, &sent, sent.len(), 0, "small", 0).unwrap();

    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&socket, &mut data, 8192, 0).unwrap();
    assert_eq!(
        (sender.address().to_string(), sender.port()),
        ("big".into(), None)
    );
    assert_eq!(sender.as_packet().unwrap().ifindex, 70000);
    socket_sendto(&socket, &sent, sent.len(), 0, &sender, sender.port()).unwrap();
    assert_eq!(received(&socket).1.name, "small");
}

#[test]
fn a_socket_that_is_not_bound_has_no_way_out() {
    if !in_namespace(
        "packet::send::a_socket_that_is_not_bound_has_no_way_out",
        "",
    ) {
        return;
    }
    let socket = unbound(SOCK_RAW, EXPERIMENT);
    assert_fails(
        &socket,
        |socket| socket_write(socket, frame(EXPERIMENT, ""), None),
        "socket_write(): unable to write to socket [6]: No such device or address",
    );
    for name in ["", "nosuch0", "lo\0x"] {
        let name = PacketAddress {
            name: name.into(),
            ..PacketAddress::default()
        };
        let message = Message {
            name: Some(name.into()),
            ..Message::default()
        };
        assert_fails(
            &socket,
            |socket| socket_sendmsg(socket, &message, None),
            "socket_sendmsg(): Error in sendmsg [6]: No such device or address",
        );
    }
}

#[test]
fn a_frame_without_a_whole_header_is_invalid() {
    if !in_namespace(
        "packet::send::a_frame_without_a_whole_header_is_invalid",
        "",
    ) {
        return;
    }
    assert_fails(
        &on_lo(SOCK_RAW, EXPERIMENT),
        |socket| socket_write(socket, "short", None),
        "socket_write(): unable to write to socket [22]: Invalid argument",
    );
}
