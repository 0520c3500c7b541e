//! `socket_recv`; in the files beside it `socket_recvfrom`, flags and urgent data.

mod flags;
mod from;
mod memory;
mod trunc;
mod urgent;

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::time::Duration;

use php_sockets::*;

use crate::common::*;

/// PHP's `PHP_INT_MAX`.
const INT_MAX: usize = isize::MAX as usize;

const SHORT: Duration = Duration::from_millis(1);

/// Longer than any test waits, but a limit for a call that would never return.
const LONG: Duration = Duration::from_secs(30);

/// What is in the buffer before each call.
const OLD: &[u8] = b"what was there before";

/// Receives at most `length` bytes into a used buffer: the count, and what is in it.
#[track_caller]
fn received(socket: &Socket, length: usize, flags: i32) -> (usize, Vec<u8>) {
    let mut data = OLD.to_vec();
    let count = socket_recv(socket, &mut data, length, flags).unwrap();
    (count, data)
}

/// Expects exactly these bytes.
#[track_caller]
fn assert_receives(socket: &Socket, length: usize, flags: i32, expected: &[u8]) {
    let expected = (expected.len(), expected.to_vec());
    assert_eq!(received(socket, length, flags), expected);
}

/// A failure, which empties the buffer.
#[track_caller]
fn assert_recv_fails(socket: &Socket, flags: i32, text: &str) -> Error {
    let mut data = OLD.to_vec();
    let error = assert_fails(socket, |s| socket_recv(s, &mut data, 10, flags), text);
    assert_eq!(data, b"");
    error
}

/// A silent failure, because there is nothing to receive; it empties the buffer.
#[track_caller]
fn assert_recv_would_wait(socket: &Socket, flags: i32) {
    let mut data = OLD.to_vec();
    let receive = |s: &Socket| socket_recv(s, &mut data, 10, flags);
    let error = assert_silent(socket, receive, SOCKET_EAGAIN);
    assert_eq!(
        error.to_string(),
        "socket_recv(): Unable to read from socket [11]: Resource temporarily unavailable"
    );
    assert_eq!(data, b"");
}

/// A bound UDP socket of 127.0.0.1 or `::1`, and another that sends to it.
fn udp_to(address: &str) -> (Socket, Socket) {
    let [here, there] =
        [(); 2].map(|()| socket_create(family(address), SOCK_DGRAM, SOL_UDP).unwrap());
    socket_bind(&here, address, 0).unwrap();
    socket_connect(&there, address, port(&here)).unwrap();
    (here, there)
}

/// A UDP socket whose message was refused: its peer's port is connected elsewhere.
/// The peer keeps the port from others.
fn refused_udp(address: &str) -> (Socket, Socket) {
    let (peer, socket) = udp_to(address);
    socket_connect(&peer, address, port(&peer)).unwrap();
    socket_write(&socket, "x", None).unwrap();
    wait_broken(&socket);
    (socket, peer)
}

// RV01.
#[test]
fn recv_gives_at_most_the_length() {
    let (socket, peer) = pair();
    socket_clear_error(None);
    socket_write(&peer, "hello", None).unwrap();

    assert_receives(&socket, 3, 0, b"hel");
    assert_receives(&socket, 8192, 0, b"lo");
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
}

// RV02, RV09, MX42, MX53.
#[test]
fn the_end_and_an_empty_message_are_0_and_empty() {
    let (socket, peer) = connected();
    socket_write(&peer, "abc", None).unwrap();
    socket_shutdown(&peer, SHUT_WR).unwrap();
    assert_receives(&socket, 10, MSG_WAITALL, b"abc");
    assert_receives(&socket, 10, 0, b"");
    assert_receives(&socket, 10, 0, b"");
    assert_eq!(socket_last_error(&socket), 0);

    let (socket, peer) = pair();
    socket_shutdown(&peer, SHUT_WR).unwrap();
    assert_receives(&socket, 3, 0, b"");

    for (socket, peer) in [pair_of(SOCK_DGRAM), udp_to("127.0.0.1")] {
        socket_write(&peer, "", None).unwrap();
        assert_receives(&socket, 10, 0, b"");
        assert_recv_would_wait(&socket, MSG_DONTWAIT);
    }
}

// RV03, RV18.
#[test]
fn nothing_has_arrived() {
    let (socket, _peer) = pair();
    socket_set_nonblock(&socket).unwrap();
    assert_recv_would_wait(&socket, 0);

    socket_set_block(&socket).unwrap();
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, SHORT).unwrap();
    assert_recv_would_wait(&socket, 0);
}

// RV04, RV16, RF10, MX35.
#[test]
fn a_length_of_nothing_or_too_much_receives_nothing() {
    let (socket, peer) = pair();
    socket_write(&peer, "x", None).unwrap();

    let too_much = format!("must be less than {INT_MAX}");
    let refused = [
        (0, "must be greater than 0"),
        (INT_MAX, too_much.as_str()),
        (usize::MAX, too_much.as_str()),
    ];
    for (length, rule) in refused {
        for flags in [0, MSG_PEEK, MSG_TRUNC] {
            let mut data = OLD.to_vec();
            let text = format!("socket_recv(): Argument #3 ($length) {rule}");
            let recv = |s: &Socket| socket_recv(s, &mut data, length, flags);
            assert_refused(&socket, recv, ErrorKind::Silent, &text);
            assert_eq!(data, OLD);

            let text = format!("socket_recvfrom(): Argument #3 ($length) {rule}");
            let recvfrom = |s: &Socket| socket_recvfrom(s, &mut data, length, flags);
            assert_refused(&socket, recvfrom, ErrorKind::Silent, &text);
            assert_eq!(data, OLD);
        }
    }
    assert_receives(&socket, 1, 0, b"x");
}

// RV08.
#[test]
fn receiving_needs_a_connection() {
    assert_recv_fails(
        &tcp(),
        0,
        "socket_recv(): Unable to read from socket [107]: Transport endpoint is not connected",
    );
    assert_recv_fails(
        &unix(),
        0,
        "socket_recv(): Unable to read from socket [22]: Invalid argument",
    );
}

// RV15.
#[test]
fn receiving_tells_once_of_a_reset() {
    let (socket, peer) = connected();
    reset(peer, &socket);

    assert_recv_fails(
        &socket,
        0,
        "socket_recv(): Unable to read from socket [104]: Connection reset by peer",
    );
    assert_receives(&socket, 100, 0, b"");
}

#[test]
fn receiving_tells_of_a_datagram_that_found_nobody() {
    let (socket, _peer) = refused_udp("127.0.0.1");
    assert_recv_fails(
        &socket,
        0,
        "socket_recv(): Unable to read from socket [111]: Connection refused",
    );
}

// MX32: with a time-out, no signal handler can restart the call.
#[test]
fn a_signal_ends_a_recv() {
    if !in_child("recv::a_signal_ends_a_recv") {
        return;
    }
    let (socket, _peer) = pair();
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, LONG).unwrap();
    let mut data = OLD.to_vec();
    let error = assert_fails(
        &socket,
        |s| with_signals(|| socket_recv(s, &mut data, 10, 0)),
        "socket_recv(): Unable to read from socket [4]: Interrupted system call",
    );
    assert!(error.is_interrupted());
    assert_eq!(data, b"");

    let mut data = OLD.to_vec();
    assert_fails(
        &socket,
        |s| with_signals(|| socket_recvfrom(s, &mut data, 10, 0)),
        "socket_recvfrom(): Unable to recvfrom [4]: Interrupted system call",
    );
    assert_eq!(data, OLD);
}

// RV10, RF13, MX13, MX26: unlike PHP, which returns or overwrites unrelated memory.
#[test]
fn a_cut_message_tells_its_length_and_nothing_else() {
    let (datagram, sequential) = (pair_of(SOCK_DGRAM), pair_of(SOCK_SEQPACKET));
    for (socket, peer) in [udp_to("127.0.0.1"), datagram, sequential] {
        socket_write(&peer, "0123456789", None).unwrap();
        for flags in [MSG_TRUNC | MSG_PEEK, MSG_TRUNC] {
            assert_eq!(received(&socket, 4, flags), (10, b"0123".to_vec()));
        }

        socket_write(&peer, "0123456789", None).unwrap();
        for flags in [MSG_TRUNC | MSG_PEEK, MSG_TRUNC] {
            let mut data = OLD.to_vec();
            let (count, _) = socket_recvfrom(&socket, &mut data, 4, flags).unwrap();
            assert_eq!((count, data), (10, b"0123".to_vec()));
        }
        assert_recv_would_wait(&socket, MSG_DONTWAIT);
    }
}

// RF05: unlike PHP, which returns such a sender as "".
#[test]
fn an_abstract_sender_can_be_answered() {
    let (here, sender) = (unix_datagram(), unix_datagram());
    // The name is taken by the kernel, so that no other test has it.
    socket_bind(&here, "", None).unwrap();
    let given = socket_getsockname(&here).unwrap().address();
    let name = [given.as_encoded_bytes(), b".a name\0\xff"].concat();
    let name = OsString::from_vec(name);
    socket_bind(&sender, &name, None).unwrap();
    socket_connect(&sender, &given, None).unwrap();
    socket_write(&sender, "hi", None).unwrap();

    let mut data = Vec::new();
    let (count, from) = socket_recvfrom(&here, &mut data, 10, 0).unwrap();
    assert_eq!((count, data.as_slice()), (2, b"hi".as_slice()));
    assert_eq!(from, socket_getsockname(&sender).unwrap());
    assert_eq!((from.address(), from.port()), (name.into(), None));

    socket_sendto(&here, "you too", 7, 0, from.address(), from.port()).unwrap();
    assert_receives(&sender, 10, 0, b"you too");
}
