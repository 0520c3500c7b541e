//! No call loses a descriptor, whatever comes of it.

use std::os::fd::OwnedFd;
use std::time::Duration;

use php_sockets::*;

use crate::common::*;

/// Runs `calls`, and expects as many open descriptors after as before.
#[track_caller]
fn assert_keeps_descriptors(calls: impl Fn()) {
    // Once unseen: the C library may open something for good.
    calls();
    let before = open_descriptors();
    calls();
    assert_eq!(open_descriptors(), before);
}

#[test]
fn a_descriptor_that_is_lost_is_seen() {
    if !in_child("socket::leak::a_descriptor_that_is_lost_is_seen", |_| {}) {
        return;
    }

    let before = open_descriptors();
    let kept = tcp();
    assert_eq!(open_descriptors(), before + 1);
    drop(kept);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn a_success_leaves_no_descriptor_behind() {
    if !in_child(
        "socket::leak::a_success_leaves_no_descriptor_behind",
        |_| {},
    ) {
        return;
    }

    assert_keeps_descriptors(|| {
        let (client, accepted) = connected();
        socket_write(&client, "Ho\n", None).unwrap();
        assert_eq!(
            socket_read(&accepted, 10, PHP_NORMAL_READ).unwrap(),
            b"Ho\n"
        );
        socket_shutdown(&client, None).unwrap();
        assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"");
        socket_close(accepted);

        for socket in [udp(), tcp6(), unix(), unix_datagram()] {
            socket_getsockname(&socket).unwrap();
            socket_set_nonblock(&socket).unwrap();
            socket_set_block(&socket).unwrap();
            let timeout = Duration::from_secs(1);
            socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, timeout).unwrap();
            socket_get_option(&socket, SOL_SOCKET, SO_RCVTIMEO).unwrap();
            drop(OwnedFd::from(socket));
        }
        let (one, _other) = pair();
        socket_getpeername(&Socket::from(OwnedFd::from(one))).unwrap();
        socket_bind(&tcp(), "localhost", 0).unwrap();
    });
}

/// Every function with what it refuses, or what fails in the system.
fn fail() {
    let socket = tcp();
    let calls = [
        socket_create(99, SOCK_STREAM, 0).map(drop),
        socket_create(AF_INET, 99, 0).map(drop),
        socket_create(AF_INET, SOCK_STREAM, SOL_UDP).map(drop),
        socket_bind(&socket, "192.0.2.1", 0),
        socket_bind(&socket, "127.0.0.1 ", 0),
        socket_bind(&tcp6(), "\0", 0),
        socket_bind(&unix(), "/no/folder/socket", 0),
        socket_listen(&udp(), None),
        socket_accept(&socket).map(drop),
        socket_connect(&socket, "127.0.0.1", None),
        socket_connect(&unix(), "/no/socket", None),
        socket_connect(&tcp(), "127.0.0.1", closed_port().0),
        socket_shutdown(&tcp(), None),
        socket_getpeername(&socket).map(drop),
        socket_read(&socket, 10, None).map(drop),
        socket_read(&socket, 10, PHP_NORMAL_READ).map(drop),
        socket_read(&socket, 0, None).map(drop),
        socket_write(&socket, "x", None).map(drop),
        socket_get_option(&socket, SOL_SOCKET, 9999).map(drop),
        socket_set_option(&socket, SOL_SOCKET, 9999, 1),
        socket_set_option(&socket, SOL_SOCKET, SO_LINGER, 1),
    ];
    for (index, call) in calls.into_iter().enumerate() {
        assert!(call.is_err(), "call {index}");
    }
}

#[test]
fn a_failure_leaves_no_descriptor_behind() {
    if !in_child(
        "socket::leak::a_failure_leaves_no_descriptor_behind",
        |_| {},
    ) {
        return;
    }

    assert_keeps_descriptors(fail);
}

#[test]
fn at_the_limit_no_descriptor_is_left_behind() {
    let name = "socket::leak::at_the_limit_no_descriptor_is_left_behind";
    if !in_child(name, |_| {}) {
        return;
    }

    assert_keeps_descriptors(|| {
        let (server, client) = (listener(), tcp());
        let name = socket_getsockname(&server).unwrap();
        let bound = tcp();

        without_descriptors(|| {
            socket_create(AF_INET, SOCK_STREAM, 0).unwrap_err();
            socket_connect(&client, name.address(), name.port()).unwrap();
            for _ in 0..3 {
                socket_accept(&server).unwrap_err();
            }
            // A look-up wants to open files, and has none to open.
            let _ = socket_bind(&bound, "localhost", 0);
        });
        socket_accept(&server).unwrap();
    });
}
