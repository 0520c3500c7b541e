//! `socket_send`; in the files beside it `socket_sendto` and flags.

mod flags;
mod to;
mod zerocopy;

use std::fs::File;
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;
use php_sockets::*;

use crate::common::*;

const BROKEN: &str = "socket_send(): Unable to write to socket [32]: Broken pipe";
const SENDTO_BROKEN: &str = "socket_sendto(): Unable to write to socket [32]: Broken pipe";

/// The longest message that fits into an IPv4 packet, in bytes.
const LONGEST: usize = 65507;

/// Sends without waiting until nothing more fits.
fn fill(socket: &Socket) {
    let data = [b'x'; 65536];
    for part in [&data[..], &data[..1]] {
        while socket_send(socket, part, part.len(), MSG_DONTWAIT).is_ok() {}
    }
}

/// Receives exactly this message.
#[track_caller]
fn assert_arrives(socket: &Socket, expected: &[u8]) {
    assert_eq!(socket_read(socket, 100_000, None).unwrap(), expected);
}

/// Expects that nothing has arrived.
#[track_caller]
fn assert_nothing_arrives(socket: &Socket) {
    let mut data = Vec::new();
    let receive = |s: &Socket| socket_recv(s, &mut data, 10, MSG_DONTWAIT);
    assert_silent(socket, receive, SOCKET_EAGAIN);
}

// SE02, SE03; the row SE04 does not compile, because a length has no sign.
#[test]
fn send_takes_at_most_the_length() {
    let (socket, peer) = pair();
    socket_clear_error(None);

    for (length, sent) in [(2, 2), (5, 5), (100, 5), (usize::MAX, 5)] {
        assert_eq!(socket_send(&socket, "hello", length, 0).unwrap(), sent);
        assert_arrives(&peer, &b"hello"[..sent]);
    }
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
}

#[test]
fn data_is_anything_made_of_bytes() {
    let (socket, peer) = pair();
    socket_send(&socket, "text ", 5, 0).unwrap();
    socket_send(&socket, String::from("string "), 7, 0).unwrap();
    socket_send(&socket, b"\0\xff ", 3, 0).unwrap();
    socket_send(&socket, vec![b'v'], 1, 0).unwrap();
    assert_arrives(&peer, b"text string \0\xff v");
}

#[test]
fn nothing_sent_is_an_empty_message_and_in_a_stream_nothing() {
    for (data, length) in [("", 0), ("hello", 0), ("", 10)] {
        let (socket, peer) = pair_of(SOCK_DGRAM);
        assert_eq!(socket_send(&socket, data, length, 0).unwrap(), 0);
        assert_arrives(&peer, b"");
        assert_nothing_arrives(&peer);

        let (socket, peer) = pair();
        assert_eq!(socket_send(&socket, data, length, 0).unwrap(), 0);
        assert_nothing_arrives(&peer);
    }
}

// SE05, SE06.
#[test]
fn sending_needs_a_connection() {
    assert_fails(&tcp(), |s| socket_send(s, "x", 1, 0), BROKEN);
    assert_fails(
        &udp(),
        |s| socket_send(s, "x", 1, 0),
        "socket_send(): Unable to write to socket [89]: Destination address required",
    );
    for socket in [unix(), unix_datagram()] {
        assert_fails(
            &socket,
            |s| socket_send(s, "x", 1, 0),
            "socket_send(): Unable to write to socket [107]: Transport endpoint is not connected",
        );
    }
}

// SE09.
#[test]
fn a_datagram_that_found_nobody_fails_the_next_send() {
    // The peer's port is taken, and receives only from itself.
    let (socket, peer) = (udp(), bound_udp());
    socket_connect(&peer, "127.0.0.1", port(&peer)).unwrap();
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();

    assert_eq!(socket_send(&socket, "x", 1, 0).unwrap(), 1);
    wait_broken(&socket);
    assert_fails(
        &socket,
        |s| socket_send(s, "x", 1, 0),
        "socket_send(): Unable to write to socket [111]: Connection refused",
    );
    assert_eq!(socket_send(&socket, "x", 1, 0).unwrap(), 1);
}

// SE11.
#[test]
fn a_full_stream_takes_nothing_more() {
    let (socket, _peer) = pair();
    fill(&socket);

    let error = assert_silent(
        &socket,
        |s| socket_send(s, "x", 1, MSG_DONTWAIT),
        SOCKET_EAGAIN,
    );
    assert_eq!(
        error.to_string(),
        "socket_send(): Unable to write to socket [11]: Resource temporarily unavailable"
    );

    socket_set_nonblock(&socket).unwrap();
    assert_silent(&socket, |s| socket_send(s, "x", 1, 0), SOCKET_EAGAIN);
    socket_set_block(&socket).unwrap();
    let short = Duration::from_millis(1);
    socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, short).unwrap();
    assert_silent(&socket, |s| socket_send(s, "x", 1, 0), SOCKET_EAGAIN);
}

#[test]
fn a_send_that_does_not_wait_takes_what_fits() {
    const LENGTH: usize = 10_000_000;
    let (socket, peer) = pair();

    let sent = socket_send(&socket, vec![b'x'; LENGTH], LENGTH, MSG_DONTWAIT).unwrap();
    assert!((1..LENGTH).contains(&sent), "{sent}");
    socket_shutdown(&socket, SHUT_WR).unwrap();

    let mut data = Vec::new();
    assert_eq!(
        socket_recv(&peer, &mut data, LENGTH, MSG_WAITALL).unwrap(),
        sent
    );
}

#[test]
fn a_send_waits_until_everything_is_taken() {
    const LENGTH: usize = 10_000_000;

    for (socket, peer) in [pair(), connected()] {
        let reader = thread::spawn(move || {
            let mut data = Vec::new();
            socket_recv(&peer, &mut data, LENGTH, MSG_WAITALL).unwrap()
        });
        let sent = socket_send(&socket, vec![b'x'; LENGTH], LENGTH, 0).unwrap();
        assert_eq!((sent, reader.join().unwrap()), (LENGTH, LENGTH));
    }
}

// SE12.
#[test]
fn a_message_that_is_too_long_is_not_sent() {
    let (here, socket) = (bound_udp(), udp());
    socket_connect(&socket, "127.0.0.1", port(&here)).unwrap();

    let data = vec![b'x'; LONGEST + 1];
    assert_fails(
        &socket,
        |s| socket_send(s, &data, data.len(), 0),
        "socket_send(): Unable to write to socket [90]: Message too long",
    );
    assert_nothing_arrives(&here);
    assert_eq!(socket_send(&socket, &data, LONGEST, 0).unwrap(), LONGEST);
    assert_arrives(&here, &data[..LONGEST]);
}

#[test]
fn sending_after_the_end_breaks() {
    for (socket, _peer) in [pair(), connected()] {
        socket_shutdown(&socket, SHUT_WR).unwrap();
        assert_fails(&socket, |s| socket_send(s, "x", 1, 0), BROKEN);
    }
    let (socket, peer) = pair();
    socket_shutdown(&peer, SHUT_RD).unwrap();
    assert_fails(&socket, |s| socket_send(s, "x", 1, 0), BROKEN);
}

#[test]
fn sending_tells_once_of_a_reset() {
    let (socket, peer) = connected();
    reset(peer, &socket);

    assert_fails(
        &socket,
        |s| socket_send(s, "x", 1, 0),
        "socket_send(): Unable to write to socket [104]: Connection reset by peer",
    );
    assert_fails(&socket, |s| socket_send(s, "x", 1, 0), BROKEN);
}

#[test]
fn a_signal_ends_a_send() {
    if !in_child("send::a_signal_ends_a_send") {
        return;
    }
    let (socket, _peer) = pair();
    fill(&socket);
    // With a time-out, no signal handler can restart the call.
    let long = Duration::from_secs(30);
    socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, long).unwrap();
    let error = assert_fails(
        &socket,
        |s| with_signals(|| socket_send(s, "x", 1, 0)),
        "socket_send(): Unable to write to socket [4]: Interrupted system call",
    );
    assert!(error.is_interrupted());
}

#[test]
fn a_broken_connection_raises_no_signal() {
    if !in_child("send::a_broken_connection_raises_no_signal") {
        return;
    }
    let raised = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(Signal::SIGPIPE as i32, raised.clone()).unwrap();
    let (socket, peer) = connected();
    reset(peer, &socket);
    assert!(socket_send(&socket, "x", 1, 0).is_err());

    for flags in [0, MSG_NOSIGNAL] {
        assert_fails(&socket, |s| socket_send(s, "x", 1, flags), BROKEN);
        let sendto = |s: &Socket| socket_sendto(s, "x", 1, flags, "127.0.0.1", 9);
        assert_fails(&socket, sendto, SENDTO_BROKEN);
    }
    assert!(!raised.load(Relaxed));

    // What it would be without MSG_NOSIGNAL.
    let plain = socket.as_fd().try_clone_to_owned().unwrap();
    assert!(File::from(plain).write(b"x").is_err());
    assert!(raised.load(Relaxed));
}

#[test]
fn what_is_no_socket_sends_nothing() {
    let file = Socket::from(OwnedFd::from(File::open("/dev/null").unwrap()));
    assert_fails(
        &file,
        |s| socket_send(s, "x", 1, 0),
        "socket_send(): Unable to write to socket [88]: Socket operation on non-socket",
    );
}

// ST09: unlike PHP, which sends an empty address.
#[test]
fn an_abstract_name_can_be_sent_to() {
    let (names, _keeper) = to::abstract_names();
    for name in names {
        let (here, there) = (unix_datagram(), unix_datagram());
        socket_bind(&here, &name, None).unwrap();

        let sent = socket_sendto(&there, "hi", 2, 0, &name, None);
        assert_eq!(sent.unwrap(), 2, "{name:?}");
        assert_arrives(&here, b"hi");
    }
}
