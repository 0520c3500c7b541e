//! What a peek returns depends on an option of the open socket, which another handle, another
//! thread or another process can set.

use std::os::fd::AsFd;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use php_sockets::*;

use super::{line, wait_at_most};
use crate::common::*;

const SO_PEEK_OFF: i32 = 42;

/// Another handle of the same open socket.
fn second(socket: &Socket) -> Socket {
    socket.as_fd().try_clone_to_owned().unwrap().into()
}

fn set(socket: &Socket, option: i32, value: i32) {
    socket_set_option(socket, SOL_SOCKET, option, value).unwrap();
}

/// Streams whose handle has read a line before another sets where a peek begins: unix, and
/// TCP where it can (from Linux 6.9 on). A wait that never ends fails.
fn peeking_at(offset: i32) -> impl Iterator<Item = (Socket, Socket)> {
    let is_able = |s: &Socket| socket_get_option(s, SOL_SOCKET, SO_PEEK_OFF).is_ok();
    let streams = [pair(), connected()].into_iter();
    streams
        .filter(move |(socket, _)| is_able(socket))
        .map(move |(socket, peer)| {
            wait_at_most(&socket, Duration::from_secs(10));
            socket_write(&peer, "before\n", None).unwrap();
            assert_eq!(line(&socket, 100).unwrap(), b"before\n");
            set(&second(&socket), SO_PEEK_OFF, offset);
            (socket, peer)
        })
}

const OFFSETS: [i32; 6] = [0, 1, 2, 3, 7, 100];

// Unlike PHP, which does not peek.
#[test]
fn at_most_one_line_comes_with_the_next_ones() {
    for offset in OFFSETS {
        for (socket, peer) in peeking_at(offset) {
            let mut text: Vec<u8> = (0..300)
                .map(|n| "x".repeat(n % 20) + "\n")
                .collect::<String>()
                .into();
            text.extend(b"the end\n");
            socket_write(&peer, &text, None).unwrap();
            let mut lines = vec![Vec::new()];
            while !lines.last().unwrap().ends_with(b"the end\n") {
                lines.push(line(&socket, 8192).unwrap());
            }

            assert_eq!(lines.concat(), text, "{offset}");
            let ends = |line: &Vec<u8>| line.iter().filter(|&&byte| byte == b'\n').count();
            let torn = lines[1..].iter().filter(|line| ends(line) != 1).count();
            assert!(torn <= 1, "{offset}: {torn} of {} lines", lines.len());
        }
    }
}

#[test]
fn what_has_arrived_before_the_end_is_read() {
    for offset in OFFSETS {
        for (socket, peer) in peeking_at(offset) {
            socket_write(&peer, "last\n", None).unwrap();
            socket_close(peer);
            assert_eq!(line(&socket, 100).unwrap(), b"last\n", "{offset}");
            assert_eq!(line(&socket, 100).unwrap(), b"", "{offset}");
        }
    }
}

/// Reads a line, with a time limit.
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

#[test]
fn a_line_has_arrived_whatever_another_handle_waits_for() {
    for (socket, peer) in [connected(), pair()] {
        socket_write(&peer, "before\n", None).unwrap();
        assert_eq!(line(&socket, 100).unwrap(), b"before\n");
        set(&second(&socket), SO_RCVLOWAT, 100);
        assert_line_comes(socket, peer);
    }
}

// A connection has the options that the listener had when it was made.
#[test]
fn a_connection_is_as_its_listener_was() {
    let (server, client) = (listener(), tcp());
    set(&second(&server), SO_RCVLOWAT, 100);
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    set(&server, SO_RCVLOWAT, 1);
    line(&server, 100).unwrap_err();

    let accepted = socket_accept(&server).unwrap();
    let inherited = socket_get_option(&accepted, SOL_SOCKET, SO_RCVLOWAT).unwrap();
    assert_eq!(inherited, 100);
    assert_line_comes(accepted, client);
}
