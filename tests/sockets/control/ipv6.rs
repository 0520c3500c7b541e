//! What goes beside the data of IPv6: addresses, hops, classes.

use std::net::Ipv6Addr;

use php_sockets::*;

use crate::common::*;
use crate::message::{message, receive};

/// A UDP socket of `::1` that is told all about what arrives, and one connected to it.
fn ipv6() -> (Socket, Socket) {
    let (socket, peer) = (udp6(), udp6());
    socket_bind(&peer, "::1", 0).unwrap();
    for option in [IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS] {
        socket_set_option(&peer, IPPROTO_IPV6, option, 1).unwrap();
    }
    socket_connect(&socket, "::1", port(&peer)).unwrap();
    (socket, peer)
}

/// What arrives at `peer`: address and interface, hops, class.
#[track_caller]
fn arrived(peer: &Socket) -> (In6PktInfo, i32, i32) {
    wait_readable(peer);
    match receive(peer).control.as_slice() {
        [
            Control::PktInfo(info),
            Control::HopLimit(hops),
            Control::TrafficClass(class),
        ] => (*info, *hops, *class),
        other => panic!("{other:?}"),
    }
}

fn local(addr: &str) -> In6PktInfo {
    In6PktInfo {
        addr: addr.parse().unwrap(),
        ifindex: nix::net::if_::if_nametoindex("lo").unwrap(),
    }
}

// SM37, MX09.
#[test]
fn hops_and_class_of_ipv6_are_sent_and_arrive() {
    if !has_ipv6("control::ipv6::hops_and_class_of_ipv6_are_sent_and_arrive") {
        return;
    }

    let (socket, peer) = ipv6();
    let usual = socket_get_option(&socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS).unwrap();
    let usual = usual.as_int().unwrap();

    socket_write(&socket, "x", None).unwrap();
    assert_eq!(arrived(&peer), (local("::1"), usual, 0));
    for (hops, class) in [(7, 40), (0, 255), (255, 0)] {
        let control = [Control::TrafficClass(class), Control::HopLimit(hops)];
        socket_sendmsg(&socket, &message("x", control), None).unwrap();
        assert_eq!(arrived(&peer), (local("::1"), hops, class));
    }
    // For one message only.
    socket_write(&socket, "x", None).unwrap();
    assert_eq!(arrived(&peer), (local("::1"), usual, 0));
}

#[test]
fn hops_and_class_have_limits() {
    if !has_ipv6("control::ipv6::hops_and_class_have_limits") {
        return;
    }

    let (socket, _peer) = ipv6();
    for control in [
        Control::HopLimit(256),
        Control::HopLimit(-2),
        Control::TrafficClass(256),
        Control::TrafficClass(-2),
    ] {
        let sent = message("x", [control]);
        assert_fails(
            &socket,
            |socket| socket_sendmsg(socket, &sent, None),
            "socket_sendmsg(): Error in sendmsg [22]: Invalid argument",
        );
    }
}

#[test]
fn the_local_address_of_one_message_can_be_chosen() {
    let test = "control::ipv6::the_local_address_of_one_message_can_be_chosen";
    let setup = "
        ip addr add fd00:9::9/128 dev lo nodad
        until ip -6 route show table local | grep -q fd00:9::9; do :; done";
    if !in_namespace(test, setup) {
        return;
    }

    let (socket, peer) = ipv6();
    let from = |info| {
        let sent = message("x", [Control::PktInfo(info)]);
        socket_sendmsg(&socket, &sent, None).unwrap();
        wait_readable(&peer);
        receive(&peer).name.unwrap().address()
    };
    assert_eq!(from(local("fd00:9::9")), "fd00:9::9");
    let any = In6PktInfo {
        addr: Ipv6Addr::UNSPECIFIED,
        ifindex: 0,
    };
    assert_eq!(from(any), "::1");

    let elsewhere = message("x", [Control::PktInfo(local("fd00:9::10"))]);
    assert_fails(
        &socket,
        |socket| socket_sendmsg(socket, &elsewhere, None),
        "socket_sendmsg(): Error in sendmsg [22]: Invalid argument",
    );
    let interface = In6PktInfo {
        ifindex: 1_000_000,
        ..any
    };
    let nowhere = message("x", [Control::PktInfo(interface)]);
    assert_fails(
        &socket,
        |socket| socket_sendmsg(socket, &nowhere, None),
        "socket_sendmsg(): Error in sendmsg [19]: No such device",
    );
}

#[test]
fn a_raw_control_message_is_sent_as_it_is() {
    if !has_ipv6("control::ipv6::a_raw_control_message_is_sent_as_it_is") {
        return;
    }

    let (socket, peer) = ipv6();
    let raw = |data: &[u8]| Control::Raw {
        level: IPPROTO_IPV6,
        r#type: IPV6_TCLASS,
        data: data.into(),
    };

    let sent = message("x", [raw(&33_i32.to_ne_bytes()), Control::HopLimit(5)]);
    socket_sendmsg(&socket, &sent, None).unwrap();
    assert_eq!(arrived(&peer), (local("::1"), 5, 33));
    // Its length matters, and what is before and after it is no part of it.
    let short = message(
        "x",
        [Control::HopLimit(5), raw(&[33]), Control::HopLimit(5)],
    );
    assert_fails(
        &socket,
        |socket| socket_sendmsg(socket, &short, None),
        "socket_sendmsg(): Error in sendmsg [22]: Invalid argument",
    );
}
