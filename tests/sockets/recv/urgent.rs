//! Urgent data, and `socket_atmark`.

use std::fs::File;
use std::os::fd::OwnedFd;

use nix::poll::PollFlags;
use php_sockets::*;

use super::{assert_receives, assert_recv_fails};
use crate::common::*;

const NO_MARK: &str = "socket_atmark(): Unable to apply sockmark [25]: \
                       Inappropriate ioctl for device";

/// A connection on which "ab" and an urgent "!" have arrived, with both its ends.
fn urgent(inline: bool) -> (Socket, Socket) {
    let (socket, peer) = connected();
    socket_set_option(&socket, SOL_SOCKET, SO_OOBINLINE, inline).unwrap();
    socket_send(&peer, "ab", 2, 0).unwrap();
    socket_send(&peer, "!", 1, MSG_OOB).unwrap();
    wait_for(&socket, PollFlags::POLLPRI);
    (socket, peer)
}

// RV11.
#[test]
fn without_urgent_data_there_is_none_to_receive() {
    let (socket, peer) = connected();
    let text = "socket_recv(): Unable to read from socket [22]: Invalid argument";
    assert_recv_fails(&socket, MSG_OOB, text);

    socket_send(&peer, "not urgent", 10, 0).unwrap();
    assert_recv_fails(&socket, MSG_OOB, text);
}

// SE07.
#[test]
fn urgent_data_comes_out_of_turn_and_once() {
    let (socket, _peer) = urgent(false);

    assert_receives(&socket, 1, MSG_OOB | MSG_PEEK, b"!");
    assert_receives(&socket, 10, MSG_OOB, b"!");
    assert_recv_fails(
        &socket,
        MSG_OOB,
        "socket_recv(): Unable to read from socket [22]: Invalid argument",
    );
    assert_receives(&socket, 10, 0, b"ab");
}

// AM01b.
#[test]
fn without_urgent_data_there_is_no_mark() {
    let (socket, peer) = connected();
    assert!(!socket_atmark(&socket).unwrap());

    socket_write(&peer, "ab", None).unwrap();
    assert_receives(&socket, 2, MSG_WAITALL, b"ab");
    assert!(!socket_atmark(&socket).unwrap());
    assert!(!socket_atmark(&tcp()).unwrap());
}

// AM02.
#[test]
fn reading_stops_at_the_mark() {
    let (socket, peer) = urgent(false);
    socket_send(&peer, "cd", 2, 0).unwrap();
    socket_clear_error(None);

    assert!(!socket_atmark(&socket).unwrap());
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"ab");
    assert!(socket_atmark(&socket).unwrap());
    assert_receives(&socket, 2, MSG_WAITALL, b"cd");
    assert!(!socket_atmark(&socket).unwrap());
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
}

// AM06.
#[test]
fn urgent_data_can_stay_in_its_place() {
    let (socket, _peer) = urgent(true);

    assert!(!socket_atmark(&socket).unwrap());
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"ab");
    assert!(socket_atmark(&socket).unwrap());
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"!");
    assert!(!socket_atmark(&socket).unwrap());
}

// AM03.
#[test]
fn datagrams_have_no_mark() {
    for socket in [udp(), bound_udp()] {
        let error = assert_fails(&socket, socket_atmark, NO_MARK);
        assert_eq!(error.code(), SOCKET_ENOTTY);
    }
}

#[test]
fn what_is_no_socket_has_no_mark() {
    let file = Socket::from(OwnedFd::from(File::open("/dev/null").unwrap()));
    assert_fails(&file, socket_atmark, NO_MARK);
}

#[test]
fn datagrams_have_no_urgent_data() {
    let (socket, peer) = super::udp_to("127.0.0.1");
    let text = "socket_send(): Unable to write to socket [95]: Operation not supported";
    assert_fails(&peer, |s| socket_send(s, "!", 1, MSG_OOB), text);
    super::assert_recv_would_wait(&socket, MSG_DONTWAIT);
}
