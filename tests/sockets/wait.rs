//! `socket_set_block` and `socket_set_nonblock`.

use std::fs::File;
use std::os::fd::OwnedFd;

use php_sockets::*;
use socket2::SockRef;

use crate::common::*;

#[track_caller]
fn assert_blocks(socket: &Socket, blocks: bool) {
    assert_eq!(SockRef::from(socket).nonblocking().unwrap(), !blocks);
}

// BL01.
#[test]
fn a_socket_waits_until_told_not_to_and_again() {
    for socket in [tcp(), tcp6(), udp(), unix(), listener()] {
        socket_clear_error(None);
        assert_blocks(&socket, true);

        // Twice does the same as once.
        for _ in 0..2 {
            socket_set_nonblock(&socket).unwrap();
            assert_blocks(&socket, false);
        }
        for _ in 0..2 {
            socket_set_block(&socket).unwrap();
            assert_blocks(&socket, true);
        }
        assert_eq!(
            (socket_last_error(&socket), socket_last_error(None)),
            (0, 0)
        );
    }
}

#[test]
fn a_socket_created_non_blocking_can_be_made_to_wait() {
    let socket = socket_create(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0).unwrap();
    assert_silent(
        &socket,
        |socket| socket_read(socket, 1, None),
        SOCKET_EAGAIN,
    );

    socket_set_block(&socket).unwrap();
    assert_blocks(&socket, true);
}

#[test]
fn only_the_named_end_stops_waiting() {
    let (one, other) = pair();
    socket_set_nonblock(&one).unwrap();

    assert_blocks(&other, true);
    assert_silent(&one, |one| socket_read(one, 1, None), SOCKET_EAGAIN);
    socket_write(&one, "x", None).unwrap();
    assert_eq!(socket_read(&other, 1, None).unwrap(), b"x");
}

#[test]
fn each_call_that_would_wait_fails_at_once() {
    let (one, other) = pair();
    let (server, client) = (listener(), tcp());
    for socket in [&one, &server, &client] {
        socket_set_nonblock(socket).unwrap();
    }

    let error = assert_silent(&one, |one| socket_read(one, 1, None), SOCKET_EAGAIN);
    assert!(error.is_would_block());
    while socket_write(&one, [0; 4096], None).is_ok() {}
    assert_silent(&one, |one| socket_write(one, "x", None), SOCKET_EAGAIN);
    assert_silent(&server, socket_accept, SOCKET_EAGAIN);
    assert_silent(
        &client,
        |client| socket_connect(client, "127.0.0.1", port(&server)),
        SOCKET_EINPROGRESS,
    );
    drop(other);
}

#[test]
fn the_end_and_what_has_arrived_are_read_without_waiting() {
    let (one, other) = connected();
    socket_set_nonblock(&one).unwrap();
    socket_write(&other, "x", None).unwrap();
    wait_readable(&one);
    assert_eq!(socket_read(&one, 10, None).unwrap(), b"x");

    socket_close(other);
    wait_readable(&one);
    assert_eq!(socket_read(&one, 10, None).unwrap(), b"");
}

#[test]
fn a_clone_of_the_descriptor_stops_waiting_too() {
    let socket = udp();
    let clone = SockRef::from(&socket).try_clone().unwrap();
    let clone = Socket::from(OwnedFd::from(clone));

    socket_set_nonblock(&socket).unwrap();
    assert_blocks(&clone, false);
}

#[test]
fn what_is_no_socket_can_still_be_told_not_to_wait() {
    let file = Socket::from(OwnedFd::from(File::open("/dev/null").unwrap()));

    socket_set_nonblock(&file).unwrap();
    assert_blocks(&file, false);
    socket_set_block(&file).unwrap();
    assert_blocks(&file, true);
}

// BL02: with a descriptor that the kernel refuses, because a closed one has no
// counterpart here.
#[test]
fn the_systems_refusal_is_told() {
    let socket = Socket::from(path_only());

    let error = assert_fails(
        &socket,
        socket_set_nonblock,
        "socket_set_nonblock(): unable to set nonblocking mode [9]: Bad file descriptor",
    );
    assert_eq!(error.code(), SOCKET_EBADF);
}
