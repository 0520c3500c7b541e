//! What each flag changes.

use std::thread;

use php_sockets::*;

use super::{assert_receives, assert_recv_would_wait, received, udp_to};
use crate::common::*;

// RV07.
#[test]
fn a_peek_leaves_what_it_shows() {
    let udp = udp_to("127.0.0.1");
    for (socket, peer) in [pair(), connected(), udp, pair_of(SOCK_SEQPACKET)] {
        socket_write(&peer, "hello", None).unwrap();
        wait_readable(&socket);

        assert_receives(&socket, 3, MSG_PEEK, b"hel");
        assert_receives(&socket, 100, MSG_PEEK, b"hello");
        let mut data = Vec::new();
        socket_recvfrom(&socket, &mut data, 100, MSG_PEEK).unwrap();
        assert_eq!(data, b"hello");

        assert_receives(&socket, 100, 0, b"hello");
        assert_recv_would_wait(&socket, MSG_PEEK | MSG_DONTWAIT);
    }
}

#[test]
fn a_call_does_not_wait_if_told_so_and_the_next_does() {
    for (socket, peer) in [pair(), connected()] {
        assert_recv_would_wait(&socket, MSG_DONTWAIT);

        let late = thread::spawn(move || socket_write(&peer, "late", None).map(|_| peer));
        assert_receives(&socket, 10, 0, b"late");
        late.join().unwrap().unwrap();
    }
}

// More than the kernel holds, so that it never arrives all at once.
#[test]
fn all_is_waited_for_if_told_so() {
    const LENGTH: usize = 10_000_000;

    for (socket, peer) in [pair(), connected()] {
        let writer = thread::spawn(move || {
            socket_write(&peer, vec![b'x'; LENGTH], None).unwrap();
            socket_write(&peer, "and more", None).unwrap();
            peer
        });
        let (count, data) = received(&socket, LENGTH, MSG_WAITALL);
        assert_eq!((count, data.len()), (LENGTH, LENGTH));
        assert!(data.iter().all(|&byte| byte == b'x'));

        assert_receives(&socket, 8, MSG_WAITALL, b"and more");
        writer.join().unwrap();
    }
}

// RV13.
#[test]
fn all_is_waited_for_until_the_time_out_or_the_end() {
    for (socket, peer) in [pair(), connected()] {
        socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, super::SHORT).unwrap();
        socket_write(&peer, "abc", None).unwrap();
        wait_readable(&socket);
        assert_receives(&socket, 10, MSG_WAITALL, b"abc");
        assert_eq!(socket_last_error(&socket), 0);
        assert_recv_would_wait(&socket, MSG_WAITALL);

        socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, super::LONG).unwrap();
        socket_write(&peer, "def", None).unwrap();
        socket_shutdown(&peer, SHUT_WR).unwrap();
        assert_receives(&socket, 10, MSG_WAITALL, b"def");
    }
}

// MX26: TCP discards and counts; the count is of bytes that are not returned.
#[test]
fn tcp_throws_away_what_is_cut() {
    let (socket, peer) = connected();
    socket_write(&peer, "abcdef", None).unwrap();
    wait_readable(&socket);

    assert_eq!(received(&socket, 100, MSG_TRUNC | MSG_PEEK), (6, vec![]));
    assert_eq!(received(&socket, 2, MSG_TRUNC), (2, vec![]));
    let mut data = super::OLD.to_vec();
    let (count, _) = socket_recvfrom(&socket, &mut data, 3, MSG_TRUNC).unwrap();
    assert_eq!((count, data), (3, vec![]));
    assert_receives(&socket, 100, 0, b"f");
}

// The type is remembered without the flags it was created with.
#[test]
fn tcp_that_was_created_not_to_wait_throws_away_too() {
    let (server, client) = (listener(), SOCK_STREAM | SOCK_NONBLOCK);
    let client = socket_create(AF_INET, client, 0).unwrap();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap_err();
    socket_write(&socket_accept(&server).unwrap(), "abcdef", None).unwrap();
    wait_readable(&client);

    assert_eq!(received(&client, 100, MSG_TRUNC), (6, vec![]));
}

#[test]
fn tcp_throws_away_no_more_than_the_length() {
    const LENGTH: usize = 3_000_000;
    let (socket, peer) = connected();
    let writer = thread::spawn(move || {
        socket_write(&peer, vec![b'x'; LENGTH], None).unwrap();
        socket_write(&peer, "left", None).unwrap();
    });

    let mut left = LENGTH;
    while left > 0 {
        let (count, data) = received(&socket, left, MSG_TRUNC);
        assert!((1..=left).contains(&count) && data.is_empty(), "{count}");
        left -= count;
    }
    assert_receives(&socket, 10, MSG_WAITALL, b"left");
    writer.join().unwrap();
}

#[test]
fn tcp_throws_away_as_much_as_is_asked_for() {
    const LENGTH: usize = 3 << 20;
    let (socket, peer) = connected();
    let writer = thread::spawn(move || {
        socket_write(&peer, vec![b'x'; LENGTH], None).unwrap();
    });

    let flags = MSG_TRUNC | MSG_WAITALL;
    assert_eq!(received(&socket, LENGTH, flags), (LENGTH, vec![]));
    writer.join().unwrap();
    assert_receives(&socket, 1, 0, b"");
}

#[test]
fn a_unix_stream_knows_no_cut() {
    let (socket, peer) = pair();
    socket_write(&peer, "abcdef", None).unwrap();

    assert_receives(&socket, 4, MSG_TRUNC, b"abcd");
    assert_receives(&socket, 100, MSG_TRUNC, b"ef");
}

#[test]
fn a_message_that_fits_is_not_cut() {
    let udp = udp_to("127.0.0.1");
    for (socket, peer) in [udp, pair_of(SOCK_DGRAM), pair_of(SOCK_SEQPACKET)] {
        for message in [vec![b'x'; 10], vec![b'y'; 60_000]] {
            socket_write(&peer, &message, None).unwrap();
            assert_receives(&socket, 60_000, MSG_TRUNC, &message);
        }
    }
}

#[test]
fn the_end_and_nothing_are_the_same_with_a_cut() {
    for (socket, peer) in [pair(), connected()] {
        assert_recv_would_wait(&socket, MSG_TRUNC | MSG_DONTWAIT);
        socket_shutdown(&peer, SHUT_WR).unwrap();
        assert_receives(&socket, 10, MSG_TRUNC, b"");
    }
}

// Messages that were refused come back, to sockets with this option.
#[test]
fn the_queue_of_errors_is_empty() {
    let (socket, _peer) = udp_to("127.0.0.1");
    assert_recv_would_wait(&socket, MSG_ERRQUEUE);
}
