//! Sending messages without control messages.

use php_sockets::*;

use super::message;
use crate::common::*;

// SM01.
#[test]
fn several_buffers_are_sent_as_one() {
    for r#type in [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET] {
        let (one, other) = pair_of(r#type);
        let message = Message {
            iov: vec![b"a".into(), b"".into(), b"bc".into(), b"12".into()],
            ..Message::default()
        };

        assert_eq!(socket_sendmsg(&one, &message, None).unwrap(), 5);
        assert_eq!(socket_read(&other, 100, None).unwrap(), b"abc12");
    }
}

#[test]
fn the_system_takes_at_most_1024_buffers() {
    let (one, other) = pair();
    let send = |socket: &Socket, count| {
        let message = Message {
            iov: vec![b"x".into(); count],
            ..Message::default()
        };
        socket_sendmsg(socket, &message, None)
    };

    assert_eq!(send(&one, 1024).unwrap(), 1024);
    assert_eq!(socket_read(&other, 8192, None).unwrap(), [b'x'; 1024]);
    assert_fails(
        &one,
        |one| send(one, 1025),
        "socket_sendmsg(): Error in sendmsg [90]: Message too long",
    );
}

// SM04.
#[test]
fn without_a_buffer_nothing_is_sent() {
    let (one, other) = pair();
    assert_eq!(socket_sendmsg(&one, &Message::default(), None).unwrap(), 0);
    assert_silent(
        &other,
        |other| socket_recv(other, &mut Vec::new(), 1, MSG_DONTWAIT),
        SOCKET_EAGAIN,
    );
    // But a datagram may be empty.
    let (one, other) = pair_of(SOCK_DGRAM);
    assert_eq!(socket_sendmsg(&one, &Message::default(), None).unwrap(), 0);
    assert_eq!(socket_read(&other, 100, None).unwrap(), b"");
}

// SM06.
#[test]
fn without_a_name_the_socket_must_be_connected() {
    for (socket, text) in [
        (udp(), "[89]: Destination address required"),
        (udp6(), "[89]: Destination address required"),
        (
            unix_datagram(),
            "[107]: Transport endpoint is not connected",
        ),
    ] {
        assert_fails(
            &socket,
            |socket| socket_sendmsg(socket, &message("x", None), None),
            &format!("socket_sendmsg(): Error in sendmsg {text}"),
        );
    }
}

// SM36.
#[test]
fn a_full_socket_takes_no_message() {
    let (one, _other) = pair();
    socket_set_nonblock(&one).unwrap();
    while socket_write(&one, [0; 65536], None).is_ok() {}

    assert_silent(
        &one,
        |one| socket_sendmsg(one, &message("x", None), None),
        SOCKET_EAGAIN,
    );
}

#[test]
fn what_does_not_fit_is_not_sent() {
    let (one, _other) = pair();
    socket_set_nonblock(&one).unwrap();
    let most = Message {
        iov: vec![vec![0; 1 << 20], vec![0; 1 << 20]],
        ..Message::default()
    };

    let sent = socket_sendmsg(&one, &most, None).unwrap();
    assert!((1..2 << 20).contains(&sent), "{sent}");
}

#[test]
fn a_broken_connection_takes_no_message_and_raises_no_signal() {
    let test = "message::send::a_broken_connection_takes_no_message_and_raises_no_signal";
    if !in_child(test) {
        return;
    }

    let (one, other) = pair();
    drop(other);
    assert_fails(
        &one,
        |one| socket_sendmsg(one, &message("x", None), None),
        "socket_sendmsg(): Error in sendmsg [32]: Broken pipe",
    );
}

#[test]
fn flags_go_to_the_system() {
    let (one, other) = connected();
    socket_sendmsg(&one, &message("!", None), MSG_OOB).unwrap();
    socket_sendmsg(&one, &message("x", None), None).unwrap();
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"x");

    assert_fails(
        &pair_of(SOCK_DGRAM).0,
        |socket| socket_sendmsg(socket, &message("x", None), MSG_OOB),
        "socket_sendmsg(): Error in sendmsg [95]: Operation not supported",
    );
}

#[test]
fn a_message_can_be_too_long_for_a_datagram() {
    let socket = udp();
    socket_connect(&socket, "127.0.0.1", 9).unwrap();
    let message = Message {
        iov: vec![vec![0; 40_000], vec![0; 40_000]],
        ..Message::default()
    };
    assert_fails(
        &socket,
        |socket| socket_sendmsg(socket, &message, None),
        "socket_sendmsg(): Error in sendmsg [90]: Message too long",
    );
}
