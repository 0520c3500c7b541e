//! Writing.

use std::thread;

use php_sockets::*;

use super::{INT_MAX, SHORT, fill, refused_udp};
use crate::common::*;

const BROKEN: &str = "socket_write(): unable to write to socket [32]: Broken pipe";

// WR01, WR02, WR03.
#[test]
fn write_takes_at_most_the_length() {
    let (socket, peer) = pair();
    socket_clear_error(None);
    let lengths = [
        (None, 5),
        (Some(2), 2),
        (Some(5), 5),
        (Some(100), 5),
        (Some(INT_MAX), 5),
        (Some(usize::MAX), 5),
    ];

    for (length, written) in lengths {
        assert_eq!(socket_write(&socket, "hello", length).unwrap(), written);
        let arrived = socket_read(&peer, 100, None).unwrap();
        assert_eq!(arrived, &b"hello"[..written], "{length:?}");
    }
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
}

#[test]
fn data_is_anything_made_of_bytes() {
    let (socket, peer) = pair();
    socket_write(&socket, "text ", None).unwrap();
    socket_write(&socket, String::from("string "), None).unwrap();
    socket_write(&socket, b"\0\xff ", None).unwrap();
    socket_write(&socket, vec![b'v'], None).unwrap();

    let arrived = socket_read(&peer, 100, None).unwrap();
    assert_eq!(arrived, b"text string \0\xff v");
}

#[test]
fn a_blocking_write_waits_until_everything_is_taken() {
    for (socket, peer) in [pair(), connected()] {
        let reader = thread::spawn(move || drain(&peer));
        assert_eq!(
            socket_write(&socket, vec![b'x'; 10_000_000], None).unwrap(),
            10_000_000
        );
        socket_close(socket);
        assert_eq!(reader.join().unwrap(), 10_000_000);
    }
}

// WR12, WR13.
#[test]
fn a_nonblocking_write_takes_what_fits() {
    let (socket, peer) = pair();
    socket_set_nonblock(&socket).unwrap();

    let first = socket_write(&socket, vec![b'x'; 10_000_000], None).unwrap();
    assert!((1..10_000_000).contains(&first), "{first}");
    let written = first + fill(&socket);

    let error = assert_silent(&socket, |s| socket_write(s, "x", None), SOCKET_EAGAIN);
    assert!(error.is_would_block());
    assert_eq!(
        error.to_string(),
        "socket_write(): unable to write to socket [11]: Resource temporarily unavailable"
    );
    socket_close(socket);
    assert_eq!(drain(&peer), written);
}

// WR20.
#[test]
fn a_write_takes_what_fits_before_the_time_out() {
    let (socket, peer) = pair();
    socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, SHORT).unwrap();

    let first = socket_write(&socket, vec![b'x'; 10_000_000], None).unwrap();
    assert!((1..10_000_000).contains(&first), "{first}");
    let written = first + fill(&socket);

    assert_silent(&socket, |s| socket_write(s, "x", None), SOCKET_EAGAIN);
    socket_close(socket);
    assert_eq!(drain(&peer), written);
}

// WR07, WR11, MX46.
#[test]
fn writing_needs_a_connection() {
    assert_fails(&tcp(), |s| socket_write(s, "x", None), BROKEN);
    assert_fails(
        &udp(),
        |s| socket_write(s, "x", None),
        "socket_write(): unable to write to socket [89]: Destination address required",
    );
    for socket in [unix(), unix_datagram()] {
        assert_fails(
            &socket,
            |s| socket_write(s, "x", None),
            "socket_write(): unable to write to socket [107]: Transport endpoint is not connected",
        );
    }
}

// WR08, WR14.
#[test]
fn writing_after_the_end_breaks() {
    let (socket, peer) = pair();
    socket_close(peer);
    assert_fails(&socket, |s| socket_write(s, "x", None), BROKEN);

    for (socket, _peer) in [pair(), connected()] {
        socket_shutdown(&socket, SHUT_WR).unwrap();
        assert_fails(&socket, |s| socket_write(s, "x", None), BROKEN);
    }
}

// WR09: the first write still succeeds.
#[test]
fn the_second_write_after_the_peer_has_closed_breaks() {
    let (socket, peer) = connected();
    socket_close(peer);

    assert_eq!(socket_write(&socket, "x", None).unwrap(), 1);
    wait_broken(&socket);
    assert_fails(&socket, |s| socket_write(s, "x", None), BROKEN);
}

// WR10.
#[test]
fn writing_tells_once_of_a_reset() {
    let (socket, peer) = connected();
    reset(peer, &socket);

    assert_fails(
        &socket,
        |s| socket_write(s, "x", None),
        "socket_write(): unable to write to socket [104]: Connection reset by peer",
    );
    assert_fails(&socket, |s| socket_write(s, "x", None), BROKEN);
}

// WR15.
#[test]
fn a_message_can_be_too_long() {
    let (to_udp, _peer) = refused_udp();
    let (to_unix, _peer) = pair_of(SOCK_DGRAM);

    for (socket, length) in [(to_udp, 70_000), (to_unix, 10_000_000)] {
        assert_fails(
            &socket,
            |s| socket_write(s, vec![b'x'; length], None),
            "socket_write(): unable to write to socket [90]: Message too long",
        );
    }
}

// WR23.
#[test]
fn the_peer_of_a_datagram_socket_can_be_gone() {
    let (socket, peer) = pair_of(SOCK_DGRAM);
    socket_close(peer);

    assert_fails(
        &socket,
        |s| socket_write(s, "x", None),
        "socket_write(): unable to write to socket [111]: Connection refused",
    );
}

/// Reads to the end, and returns the number of bytes.
fn drain(socket: &Socket) -> usize {
    let mut count = 0;
    loop {
        match socket_read(socket, 65536, None).unwrap().len() {
            0 => return count,
            part => count += part,
        }
    }
}
