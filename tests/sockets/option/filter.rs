//! `SO_ATTACH_REUSEPORT_CBPF`: which of the sockets that share a port gets a packet.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

use php_sockets::*;

use super::assert_not_set;
use crate::common::*;

const CHOOSER: (i32, i32) = (SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF);

/// Four UDP sockets of one port of 127.0.0.1.
fn sharing() -> Vec<Socket> {
    let mut sockets: Vec<Socket> = Vec::new();
    for _ in 0..4 {
        let socket = udp();
        socket_set_option(&socket, SOL_SOCKET, SO_REUSEPORT, 1).unwrap();
        let port = sockets.first().map_or(0, port);
        socket_bind(&socket, "127.0.0.1", port).unwrap();
        sockets.push(socket);
    }
    sockets
}

/// Sends from 64 ports, and counts what each of the sockets got.
fn shares(sockets: &[Socket]) -> Vec<usize> {
    let port = port(&sockets[0]);
    for _ in 0..64 {
        socket_sendto(&udp(), "x", 1, 0, "127.0.0.1", port).unwrap();
    }

    let mut shares = vec![0; sockets.len()];
    // The kernel may take a moment to deliver.
    while shares.iter().sum::<usize>() < 64 {
        for (socket, share) in sockets.iter().zip(&mut shares) {
            *share += socket_recv(socket, &mut Vec::new(), 1, MSG_DONTWAIT).unwrap_or(0);
        }
    }
    shares
}

// SO93b.
#[test]
fn a_filter_chooses_who_gets_a_packet() {
    let sockets = sharing();

    socket_set_option(&sockets[0], SOL_SOCKET, CHOOSER.1, SKF_AD_QUEUE).unwrap();
    // The loopback has one queue, number 0.
    assert_eq!(shares(&sockets), [64, 0, 0, 0]);

    socket_set_option(&sockets[0], SOL_SOCKET, CHOOSER.1, 0).unwrap();
    assert!(shares(&sockets).iter().all(|&share| share < 64));
}

#[test]
fn a_filter_can_choose_by_processor() {
    let test = "option::filter::a_filter_can_choose_by_processor";
    let on_second = |program: &OsStr| {
        let mut command = Command::new("taskset");
        command.args(["-c", "1"]).arg(program);
        command
    };
    let possible = on_second("true".as_ref()).output();
    if !possible.is_ok_and(|output| output.status.success()) {
        return skip(test, "there is no second processor to run on");
    }
    if !run_child(test, on_second(env::current_exe().unwrap().as_ref())) {
        return;
    }

    let sockets = sharing();
    socket_set_option(&sockets[0], SOL_SOCKET, CHOOSER.1, SKF_AD_CPU).unwrap();
    assert_eq!(shares(&sockets), [0, 64, 0, 0]);
}

// SO69c: 0 too.
#[test]
fn only_those_who_share_a_port_have_a_filter() {
    for what in [SKF_AD_CPU, SKF_AD_QUEUE, 0] {
        assert_not_set(&udp(), CHOOSER, what, "[22]: Invalid argument");
    }
}

// SO67.
#[test]
fn only_two_filters_are_known() {
    let socket = udp();
    socket_set_option(&socket, SOL_SOCKET, SO_REUSEPORT, 1).unwrap();

    for what in [1, -1, SKF_AD_HATYPE, SKF_AD_OFF] {
        assert_unrecorded(
            &socket,
            |socket| socket_set_option(socket, SOL_SOCKET, CHOOSER.1, what),
            ErrorKind::Warning,
            "socket_set_option(): Unsupported CBPF filter",
        );
    }
}
