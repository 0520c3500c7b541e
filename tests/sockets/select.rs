//! `socket_select`: what is ready; in the files beside it how long it waits, and PHP.

mod php;
pub(crate) mod time;

use nix::poll::PollFlags;
use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use php_sockets::*;

use crate::common::*;

type Places = Vec<usize>;

/// Selects without waiting. The arrays, before and after, name places in `sockets`.
#[track_caller]
fn ready(sockets: &[&Socket], arrays: [&[usize]; 3]) -> (usize, [Places; 3]) {
    let [mut read, mut write, mut except] = arrays.map(|places| {
        places
            .iter()
            .map(|&place| sockets[place])
            .collect::<Vec<_>>()
    });

    let count = socket_select(&mut read, &mut write, &mut except, 0, None).unwrap();
    (
        count,
        [read, write, except].map(|array| places(sockets, &array)),
    )
}

/// The positions of an array's sockets in `sockets`.
fn places(sockets: &[&Socket], array: &[&Socket]) -> Places {
    let place = |socket: &&Socket| sockets.iter().position(|one| std::ptr::eq(*one, *socket));
    array.iter().map(|socket| place(socket).unwrap()).collect()
}

/// For which of reading, writing and urgent data one socket is ready, and counted.
#[track_caller]
fn assert_ready(socket: &Socket, read: bool, write: bool, except: bool) {
    let (count, left) = ready(&[socket], [&[0], &[0], &[0]]);
    assert_eq!(left.map(|array| array == [0]), [read, write, except]);
    assert_eq!(count, [read, write, except].map(usize::from).iter().sum());

    // With one array alone, the events of the others do not matter.
    for (place, is_ready) in [read, write, except].into_iter().enumerate() {
        let mut arrays = [&[][..]; 3];
        arrays[place] = &[0];
        assert_eq!(ready(&[socket], arrays).0, usize::from(is_ready), "{place}");
    }
}

/// A UDP socket with the error of a message that was refused, and its peer.
fn refused_udp() -> (Socket, Socket) {
    let (socket, peer) = (udp(), bound_udp());
    socket_connect(&peer, "127.0.0.1", port(&peer)).unwrap();
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();
    socket_write(&socket, "x", None).unwrap();
    wait_broken(&socket);
    (socket, peer)
}

/// A unix stream that takes nothing more, and its peer.
fn full() -> (Socket, Socket) {
    let (socket, peer) = pair();
    while socket_send(&socket, [0; 4096], 4096, MSG_DONTWAIT).is_ok() {}
    (socket, peer)
}

/// A TCP connection with urgent data that has arrived, and its peer.
fn urgent() -> (Socket, Socket) {
    let (socket, peer) = connected();
    socket_send(&peer, "!", 1, MSG_OOB).unwrap();
    wait_for(&socket, PollFlags::POLLPRI);
    (socket, peer)
}

/// A TCP socket whose connection was refused while it did not wait.
fn refused_tcp() -> Socket {
    let (port, _keeper) = closed_port();
    let socket = tcp();
    socket_set_nonblock(&socket).unwrap();
    socket_connect(&socket, "127.0.0.1", port).unwrap_err();
    wait_broken(&socket);
    socket
}

// SL01, SL02.
#[test]
fn without_a_socket_there_is_nothing_to_wait_for() {
    socket_clear_error(None);
    let (mut read, mut write, mut except) = (vec![], vec![], vec![]);
    let calls = [
        socket_select(None, None, None, 0, None),
        socket_select(None, None, None, None, None),
        socket_select(&mut read, &mut write, &mut except, -1, None),
        socket_select(&mut read, None, &mut except, 5, None),
    ];

    for call in calls {
        let text = "socket_select(): At least one array argument must be passed";
        let error = assert_error(call, text);
        assert_eq!((error.kind(), error.code()), (ErrorKind::ValueError, 0));
        assert_eq!(socket_last_error(None), 0);
    }
}

// SL03.
#[test]
fn where_nothing_is_ready_the_arrays_are_empty() {
    let (one, other) = pair();
    socket_clear_error(None);
    let mut read = vec![&one, &other];
    let mut except = vec![&one];

    let count = socket_select(&mut read, None, &mut except, 0, 0).unwrap();
    assert_eq!((count, read.len(), except.len()), (0, 0, 0));
    assert_eq!((socket_last_error(&one), socket_last_error(None)), (0, 0));
}

// SL04, SL12.
#[test]
fn a_socket_that_is_ready_in_two_arrays_counts_twice() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();

    let sockets = [&one, &other];
    let (count, left) = ready(&sockets, [&[0, 1], &[0], &[0]]);
    assert_eq!((count, left), (2, [vec![0], vec![0], vec![]]));
    assert_ready(&one, true, true, false);
    assert_ready(&other, false, true, false);
}

// SL13.
#[test]
fn a_socket_that_is_twice_in_one_array_stays_twice_and_counts_once() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();

    let sockets = [&one, &other];
    let (count, left) = ready(&sockets, [&[0, 1, 0], &[1, 1], &[0, 0]]);
    assert_eq!((count, left), (2, [vec![0, 0], vec![1, 1], vec![]]));
}

// SL24 is about references, which a Vec has always.
#[test]
fn the_order_is_kept() {
    let pairs = [(); 6].map(|()| pair());
    for place in [4, 0, 3] {
        socket_write(&pairs[place].1, "x", None).unwrap();
    }

    let sockets = pairs.each_ref().map(|(socket, _)| socket);
    let (count, left) = ready(&sockets, [&[5, 4, 3, 2, 1, 0], &[2, 5, 0], &[]]);
    assert_eq!((count, left), (6, [vec![4, 3, 0], vec![2, 5, 0], vec![]]));
}

#[test]
fn data_a_datagram_and_a_connection_can_be_read() {
    let server = listener();
    assert_ready(&server, false, false, false);
    let client = tcp();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    wait_readable(&server);
    assert_ready(&server, true, false, false);

    let accepted = socket_accept(&server).unwrap();
    assert_ready(&accepted, false, true, false);
    socket_write(&client, "x", None).unwrap();
    wait_readable(&accepted);
    assert_ready(&accepted, true, true, false);

    for message in ["", "x"] {
        let here = bound_udp();
        assert_ready(&here, false, true, false);
        socket_sendto(&udp(), message, 1, 0, "127.0.0.1", port(&here)).unwrap();
        assert_ready(&here, true, true, false);
    }
}

#[test]
fn the_end_of_a_stream_can_be_read() {
    for (socket, peer) in [pair(), connected()] {
        socket_shutdown(&peer, SHUT_WR).unwrap();
        wait_readable(&socket);
        assert_ready(&socket, true, true, false);
        assert_ready(&peer, false, true, false);
    }
}

// SL17.
#[test]
fn a_hang_up_can_be_read_and_written_to() {
    let (socket, peer) = pair();
    socket_shutdown(&peer, SHUT_RDWR).unwrap();
    assert_ready(&socket, true, true, false);

    // A TCP socket that was never connected has hung up too.
    assert_ready(&tcp(), true, true, false);
}

// The peer hung up with everything unread: a write would still wait.
#[test]
fn what_is_full_cannot_be_written_to_even_if_hung_up() {
    let (socket, peer) = full();
    assert_ready(&socket, false, false, false);

    socket_shutdown(&peer, SHUT_RDWR).unwrap();
    assert_ready(&socket, true, false, false);
}

// SL15.
#[test]
fn urgent_data_is_an_exception() {
    let (socket, peer) = urgent();
    assert_ready(&peer, false, true, false);

    let (count, left) = ready(&[&peer, &socket], [&[], &[], &[0, 1]]);
    assert_eq!((count, left), (1, [vec![], vec![], vec![1]]));
}

// SL19: to be read and written to, and no exception.
#[test]
fn an_error_can_be_read_and_written_to() {
    assert_ready(&refused_tcp(), true, true, false);

    let (socket, _peer) = refused_udp();
    assert_ready(&socket, true, true, false);
    socket_read(&socket, 10, None).unwrap_err();
    assert_ready(&socket, false, true, false);

    let (socket, peer) = connected();
    reset(peer, &socket);
    assert_ready(&socket, true, true, false);
}

#[test]
fn a_connection_that_has_been_made_can_be_written_to() {
    let (server, client) = (listener(), tcp());
    socket_set_nonblock(&client).unwrap();
    let connect = |s: &Socket| socket_connect(s, "127.0.0.1", port(&server));
    assert_silent(&client, connect, SOCKET_EINPROGRESS);

    let mut write = vec![&client];
    assert_eq!(socket_select(None, &mut write, None, 30, None).unwrap(), 1);
    assert_eq!(places(&[&client], &write), [0]);
    assert_eq!(socket_get_option(&client, SOL_SOCKET, SO_ERROR).unwrap(), 0);
}

/// Raises this process's limit of descriptors. Returns whether that is enough.
fn may_open(test: &str, descriptors: rlim_t) -> bool {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    if hard < descriptors {
        skip(test, "this process may open too few descriptors");
        return false;
    }
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    true
}

#[test]
fn a_socket_can_stand_there_more_often_than_there_may_be_descriptors() {
    let test = "select::a_socket_can_stand_there_more_often_than_there_may_be_descriptors";
    if !in_child(test) {
        return;
    }

    let (socket, other) = (udp(), pair().0);
    without_descriptors(|| {
        let mut read = vec![&socket; 1000];
        assert_eq!(socket_select(&mut read, None, None, 0, None).unwrap(), 0);
        assert!(read.is_empty());

        let mut write: Vec<_> = [&socket, &other].repeat(1000);
        assert_eq!(socket_select(None, &mut write, None, 0, None).unwrap(), 2);
        assert_eq!(write.len(), 2000);

        // What the system refuses for another reason stays refused.
        let text = "socket_select(): Unable to select [22]: Invalid argument";
        assert_error(socket_select(None, &mut write, None, -1, None), text);
        assert_eq!(write.len(), 2000);
    });
}

// SL14: unlike PHP, which fails.
#[test]
fn a_descriptor_above_1023_can_be_waited_for() {
    use std::os::fd::AsRawFd;
    let test = "select::a_descriptor_above_1023_can_be_waited_for";
    if !in_child(test) || !may_open(test, 1100) {
        return;
    }
    let below = udp();
    let _others: Vec<Socket> = (0..1030).map(|_| udp()).collect();
    let (one, other) = pair();
    assert!(one.as_raw_fd() > 1023);

    let sockets = [&below, &one, &other];
    let (count, left) = ready(&sockets, [&[2, 1], &[0], &[1]]);
    assert_eq!((count, left), (1, [vec![], vec![0], vec![]]));
    socket_write(&other, "x", None).unwrap();
    let (count, left) = ready(&sockets, [&[2, 1], &[0], &[1]]);
    assert_eq!((count, left), (2, [vec![1], vec![0], vec![]]));
}

#[test]
fn ten_thousand_sockets_are_waited_for_in_one_call() {
    let test = "select::ten_thousand_sockets_are_waited_for_in_one_call";
    if !in_child(test) || !may_open(test, 10_100) {
        return;
    }
    let sockets: Vec<Socket> = (0..10_000).map(|_| bound_udp()).collect();
    for place in [9_999, 5_000, 0] {
        socket_sendto(&sockets[0], "x", 1, 0, "127.0.0.1", port(&sockets[place])).unwrap();
    }

    let all: Vec<&Socket> = sockets.iter().collect();
    let (mut read, mut write) = (all.clone(), all.clone());
    let count = socket_select(&mut read, &mut write, None, 30, None).unwrap();
    assert_eq!(count, 10_003);
    assert_eq!(places(&all, &read), [0, 5_000, 9_999]);
    assert_eq!(write.len(), 10_000);
}
