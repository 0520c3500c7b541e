//! What a call with a huge length keeps of its buffer: addresses are not memory, but a
//! process may have a limit on them.

use std::sync::mpsc;
use std::thread;

use nix::sys::resource::{RLIM_INFINITY, Resource, rlim_t, setrlimit};
use php_sockets::*;

use crate::common::*;

/// More than any call receives, in bytes, and less than 32 bits can hold.
const HUGE: usize = i32::MAX as usize - 1;

/// As much as a message may have room for, in bytes.
const MOST_OF_A_MESSAGE: usize = 104_857_600;

/// What is kept at most, in kB: a mebibyte, and the page that the allocator needs to keep it.
const KEPT: u64 = 1024 + 4;

/// Calls with a small length, then with a huge one, each with five bytes to come.
/// Expects that the second has left nothing that the first had not.
#[track_caller]
fn assert_leaves_nothing(
    what: &str,
    sockets: impl IntoIterator<Item = (Socket, Socket)>,
    mut call: impl FnMut(&Socket, usize),
) {
    for (socket, peer) in sockets {
        let mut after = [0; 2];
        for (length, after) in [100, HUGE].into_iter().zip(&mut after) {
            socket_write(&peer, "five\n", None).unwrap();
            wait_readable(&socket);
            call(&socket, length);
            *after = address_space();
        }
        let left = after[1].saturating_sub(after[0]);
        assert!(left <= KEPT, "{what}: {left} kB of addresses are left");
    }
}

fn pairs() -> [(Socket, Socket); 3] {
    [pair(), connected(), pair_of(SOCK_DGRAM)]
}

#[test]
fn a_read_keeps_few_addresses() {
    if !in_child("transfer::addresses::a_read_keeps_few_addresses") {
        return;
    }
    let read = |mode| {
        move |socket: &Socket, length| {
            assert_eq!(socket_read(socket, length, mode).unwrap(), b"five\n");
        }
    };
    assert_leaves_nothing("a read", pairs(), read(PHP_BINARY_READ));
    // Of a message, a line takes one byte, and the rest is lost.
    let streams = [pair(), connected()];
    assert_leaves_nothing("a line", streams, read(PHP_NORMAL_READ));
}

// The buffer is the caller's, but no caller wants it that long.
#[test]
fn a_buffer_keeps_few_addresses() {
    if !in_child("transfer::addresses::a_buffer_keeps_few_addresses") {
        return;
    }
    for flags in [0, MSG_PEEK, MSG_DONTWAIT, MSG_TRUNC] {
        let mut data = Vec::new();
        assert_leaves_nothing(
            &format!("socket_recv with {flags}"),
            pairs(),
            |socket, length| {
                socket_recv(socket, &mut data, length, flags).unwrap();
            },
        );
        assert_leaves_nothing(
            &format!("socket_recvfrom with {flags}"),
            pairs(),
            |socket, length| {
                socket_recvfrom(socket, &mut data, length, flags).unwrap();
            },
        );
    }
}

#[test]
fn a_message_keeps_few_addresses() {
    if !in_child("transfer::addresses::a_message_keeps_few_addresses") {
        return;
    }
    for flags in [0, MSG_PEEK, MSG_DONTWAIT, MSG_TRUNC] {
        let mut message = Message {
            controllen: 100,
            ..Message::default()
        };
        assert_leaves_nothing(
            &format!("socket_recvmsg with {flags}"),
            pairs(),
            |socket, length| {
                message.buffer_size = length.min(MOST_OF_A_MESSAGE);
                socket_recvmsg(socket, &mut message, flags).unwrap();
            },
        );
    }
}

// 2 GiB for each of them would be more than there are.
#[test]
fn many_threads_can_read_with_a_huge_length() {
    const THREADS: usize = 16;
    if !in_child("transfer::addresses::many_threads_can_read_with_a_huge_length") {
        return;
    }
    let limit = rlim_t::try_from(1_u64 << 32).unwrap_or(RLIM_INFINITY);
    setrlimit(Resource::RLIMIT_AS, limit, limit).unwrap();

    let (sender, receiver) = mpsc::channel();
    let (gate, open) = pair();
    let (sender, gate) = (&sender, &gate);
    let started = thread::scope(|scope| {
        let started = (0..THREADS).filter(|_| {
            let reader = thread::Builder::new().spawn_scoped(scope, move || {
                let (socket, peer) = pair();
                socket_write(&peer, "five\n", None).unwrap();
                sender.send(socket_read(&socket, HUGE, None)).unwrap();
                socket_read(gate, 1, None)
            });
            // The next starts when this one has read; it lives until all have.
            reader.is_ok_and(|_| receiver.recv().unwrap().unwrap() == b"five\n")
        });
        let started = started.count();
        socket_close(open);
        started
    });
    assert_eq!(started, THREADS);
}
