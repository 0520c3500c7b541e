//! Options that affect a peek, but not PHP, which reads byte by byte.

use std::os::fd::OwnedFd;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use php_sockets::*;

use super::{line, wait_at_most};
use crate::common::*;

const SO_PEEK_OFF: i32 = libc::SO_PEEK_OFF;

fn set(socket: &Socket, option: i32, value: i32) {
    socket_set_option(socket, SOL_SOCKET, option, value).unwrap();
}

/// A pair of unix sockets, and one of TCP where it has `SO_PEEK_OFF` (from Linux 6.9 on).
fn streams() -> Vec<(Socket, Socket)> {
    let is_able = |s: &Socket| socket_get_option(s, SOL_SOCKET, SO_PEEK_OFF).is_ok();
    let mut streams = vec![pair(), connected()];
    streams.retain(|(socket, _)| is_able(socket));
    for (socket, _) in &streams {
        wait_at_most(socket, Duration::from_secs(10)); // for bytes that were lost
    }
    streams
}

/// Expects to read these two lines, and no more.
#[track_caller]
fn assert_two_lines(socket: &Socket, peer: &Socket) {
    socket_write(peer, "ab\ncde\nf", None).unwrap();
    assert_eq!(line(socket, 100).unwrap(), b"ab\n");
    assert_eq!(line(socket, 100).unwrap(), b"cde\n");
    assert_eq!(socket_read(socket, 100, None).unwrap(), b"f");
}

#[test]
fn lines_are_the_same_wherever_a_look_begins() {
    for (socket, peer) in streams() {
        assert_two_lines(&socket, &peer);
        for offset in [0, 3, -1, 100] {
            set(&socket, SO_PEEK_OFF, offset);
            assert_two_lines(&socket, &peer);
        }
    }
}

#[test]
fn the_place_of_a_look_may_have_been_set_elsewhere() {
    for (socket, peer) in streams() {
        set(&socket, SO_PEEK_OFF, 2);
        let descriptor: OwnedFd = socket.into();
        assert_two_lines(&descriptor.into(), &peer);
    }
}

#[test]
fn an_accepted_socket_looks_where_its_listener_did() {
    let server = listener();
    if socket_get_option(&server, SOL_SOCKET, SO_PEEK_OFF).is_err() {
        let test = "line::look::an_accepted_socket_looks_where_its_listener_did";
        return skip(test, "TCP has SO_PEEK_OFF from Linux 6.9 on");
    }
    for offset in [0, 3, 100] {
        set(&server, SO_PEEK_OFF, offset);
        let client = tcp();
        socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
        let accepted = socket_accept(&server).unwrap();

        let inherited = socket_get_option(&accepted, SOL_SOCKET, SO_PEEK_OFF).unwrap();
        assert_eq!(inherited, offset);
        wait_at_most(&accepted, Duration::from_secs(10));
        assert_two_lines(&accepted, &client);
    }
}

/// Reads a line with an `SO_RCVLOWAT` that is more than will ever arrive.
#[track_caller]
fn assert_line_comes(socket: Socket, peer: Socket) {
    socket_write(&peer, "line\nmore", None).unwrap();

    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || sender.send(line(&socket, 8192).unwrap()));
    let arrived = receiver.recv_timeout(Duration::from_secs(10));
    socket_close(peer);
    reader.join().unwrap().unwrap();
    assert_eq!(arrived.expect("the line that is there"), b"line\n");
}

// PHP reads one byte at a time, which is always enough.
#[test]
fn a_line_has_arrived_whatever_a_read_waits_for() {
    let (socket, peer) = connected();
    set(&socket, SO_RCVLOWAT, 100);
    assert_line_comes(socket, peer);
}

#[test]
fn an_accepted_socket_waits_for_what_its_listener_did() {
    let (server, client) = (listener(), tcp());
    set(&server, SO_RCVLOWAT, 100);
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();

    let inherited = socket_get_option(&accepted, SOL_SOCKET, SO_RCVLOWAT).unwrap();
    assert_eq!(inherited, 100);
    assert_line_comes(accepted, client);
}
