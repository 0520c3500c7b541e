//! The buffer, and what a length costs.

use nix::sys::resource::{Resource, setrlimit};
use php_sockets::*;

use super::{OLD, assert_receives};
use crate::common::*;

#[test]
fn the_memory_of_the_buffer_is_used_again() {
    let (socket, peer) = pair_of(SOCK_DGRAM);
    let mut data = Vec::with_capacity(8192);
    let place = data.as_ptr();

    for message in ["a long message", "", "short"] {
        socket_write(&peer, message, None).unwrap();
        socket_recv(&socket, &mut data, 8192, 0).unwrap();
        assert_eq!(data, message.as_bytes());

        socket_write(&peer, message, None).unwrap();
        socket_recvfrom(&socket, &mut data, 8192, MSG_TRUNC).unwrap();
        assert_eq!(data, message.as_bytes());
        assert_eq!((data.as_ptr(), data.capacity()), (place, 8192));
    }
}

#[test]
fn a_huge_length_costs_what_arrives() {
    if !in_child("recv::memory::a_huge_length_costs_what_arrives") {
        return;
    }
    let (socket, peer) = pair_of(SOCK_DGRAM);
    let before = peak_memory();

    for limit in [None, Some(1 << 30)] {
        if let Some(bytes) = limit {
            setrlimit(Resource::RLIMIT_AS, bytes, bytes).unwrap();
        }
        for length in huge_lengths() {
            for flags in [0, MSG_TRUNC] {
                socket_write(&peer, vec![b'x'; 65507], None).unwrap();
                assert_receives(&socket, length, flags, &[b'x'; 65507]);
                socket_write(&peer, "y", None).unwrap();
                let mut data = OLD.to_vec();
                socket_recvfrom(&socket, &mut data, length, flags).unwrap();
                assert_eq!(data, b"y");
            }
        }
    }

    let kilobytes = peak_memory() - before;
    assert!(kilobytes < 32 * 1024, "{kilobytes} kB");
}

#[test]
fn the_buffer_keeps_its_room_and_only_what_arrives_is_touched() {
    const ROOM: usize = 64 << 20;
    let test = "recv::memory::the_buffer_keeps_its_room_and_only_what_arrives_is_touched";
    if !in_child(test) {
        return;
    }
    let (socket, peer) = pair_of(SOCK_DGRAM);
    let mut data = Vec::with_capacity(ROOM);
    let before = peak_memory();

    for _ in 0..2 {
        socket_write(&peer, "five\n", None).unwrap();
        socket_recv(&socket, &mut data, ROOM, 0).unwrap();
        assert_eq!((data.as_slice(), data.capacity()), (&b"five\n"[..], ROOM));
    }
    let kilobytes = peak_memory() - before;
    assert!(kilobytes < 16 * 1024, "{kilobytes} kB");

    // With this flag all of the room is initialized.
    socket_write(&peer, "five\n", None).unwrap();
    socket_recv(&socket, &mut data, ROOM, MSG_TRUNC).unwrap();
    assert_eq!((data.as_slice(), data.capacity()), (&b"five\n"[..], ROOM));
}
