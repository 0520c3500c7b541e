//! Receiving messages without control messages.

use std::os::fd::AsFd;

use nix::sys::resource::{Resource, setrlimit};
use php_sockets::*;

use super::{empty, message, receive};
use crate::common::*;

/// The buffers of a message as strings, the number of its control messages, its flags.
fn parts<'m>(message: &'m Message<'_>) -> (Vec<&'m str>, usize, i32) {
    let texts = message
        .iov
        .iter()
        .map(|part| std::str::from_utf8(part).unwrap());
    (texts.collect(), message.control.len(), message.flags)
}

/// A failure, recorded for the thread only, that leaves the message as it was.
#[track_caller]
fn assert_nothing_received(socket: &Socket, flags: i32, text: &str) {
    let file = std::fs::File::open("/dev/null").unwrap();
    let name = Address::Path("name".into());
    let mut message = Message {
        name: Some(name.clone()),
        flags: 17,
        ..message("before", [Control::Lent(vec![file.as_fd()])])
    };
    message.controllen = 100;
    socket_clear_error(socket);
    socket_clear_error(None);

    let error = assert_error(
        socket_recvmsg(socket, &mut message, flags),
        &format!("socket_recvmsg(): Error in recvmsg {text}"),
    );
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_eq!(socket_last_error(None), error.code());
    assert_eq!(socket_last_error(socket), 0);
    assert_eq!(message.name, Some(name));
    assert_eq!(parts(&message), (vec!["before"], 1, 17));
    assert_eq!((message.controllen, message.buffer_size), (100, 8192));
}

/// Sizes that are refused.
#[track_caller]
fn assert_wrong(message: &mut Message<'_>, text: &str) {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();
    assert_unrecorded(
        &one,
        |one| socket_recvmsg(one, message, None),
        ErrorKind::Warning,
        &format!("socket_recvmsg(): error converting user data (path: msghdr > {text}"),
    );
    // No system call was made.
    assert_eq!(socket_read(&one, 10, None).unwrap(), b"x");
}

// RM01, MX11.
#[test]
fn a_message_replaces_the_one_before() {
    let (one, other) = pair();
    let mut message = Message {
        name: Some(Address::Unnamed),
        iov: vec![b"zz".into(), b"zzzz".into()],
        control: vec![Control::HopLimit(1)],
        flags: -1,
        ..empty()
    };

    for data in ["hello", "q"] {
        socket_write(&other, data, None).unwrap();
        let count = socket_recvmsg(&one, &mut message, None).unwrap();
        assert_eq!((count, &message.name), (data.len(), &None));
        assert_eq!(parts(&message), (vec![data], 0, 0));
        assert_eq!((message.controllen, message.buffer_size), (2000, 8192));
    }
}

#[test]
fn close_on_exec_may_be_asked_for_and_is_told() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();
    let mut message = empty();
    socket_recvmsg(&one, &mut message, MSG_CMSG_CLOEXEC).unwrap();
    assert_eq!(parts(&message), (vec!["x"], 0, MSG_CMSG_CLOEXEC));
}

// RM10.
#[test]
fn the_end_is_a_message_without_data() {
    if !in_child("message::receive::the_end_is_a_message_without_data") {
        return;
    }

    let (one, other) = pair();
    socket_close(other);
    assert_eq!(parts(&receive(&one)), (vec![], 0, 0));
}

// RM04, MX10.
#[test]
fn a_stream_gives_as_much_as_has_room() {
    let (one, other) = pair();
    socket_write(&other, [b'z'; 10_000], None).unwrap();
    let mut message = Message {
        controllen: 1,
        ..Message::default()
    };

    for (size, count) in [(8192, 8192), (3, 3), (10_000, 1805)] {
        message.buffer_size = size;
        assert_eq!(socket_recvmsg(&one, &mut message, None).unwrap(), count);
        assert_eq!(message.iov, [vec![b'z'; count]]);
        assert_eq!(message.flags, 0);
    }
}

// RM05, RM22.
#[test]
fn a_datagram_that_is_too_long_is_cut() {
    for flags in [0, MSG_TRUNC] {
        let (one, other) = pair_of(SOCK_DGRAM);
        socket_write(&other, "hello world", None).unwrap();
        socket_write(&other, "next", None).unwrap();
        let mut message = Message {
            buffer_size: 3,
            ..empty()
        };

        let count = socket_recvmsg(&one, &mut message, flags).unwrap();
        assert_eq!(count, if flags == 0 { 3 } else { 11 });
        assert_eq!(parts(&message), (vec!["hel"], 0, MSG_TRUNC));
        assert_eq!(receive(&one).iov, [b"next"]);
    }
}

#[test]
fn a_tcp_stream_can_throw_data_away() {
    let (client, accepted) = connected();
    socket_write(&client, "thrown", None).unwrap();
    wait_readable(&accepted);
    let mut message = empty();

    let count = socket_recvmsg(&accepted, &mut message, MSG_TRUNC).unwrap();
    assert_eq!(count, 6);
    assert!(message.iov.is_empty());
    socket_write(&client, "kept", None).unwrap();
    wait_readable(&accepted);
    assert_eq!(receive(&accepted).iov, [b"kept"]);
}

#[test]
fn what_was_peeked_at_is_still_there() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();
    let mut message = empty();

    for flags in [MSG_PEEK, MSG_PEEK, 0] {
        assert_eq!(socket_recvmsg(&one, &mut message, flags).unwrap(), 1);
        assert_eq!(message.iov, [b"x"]);
    }
}

// RM08.
#[test]
fn no_room_for_data_gives_none() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();
    let mut message = Message {
        buffer_size: 0,
        ..empty()
    };

    assert_eq!(socket_recvmsg(&one, &mut message, None).unwrap(), 0);
    assert_eq!(parts(&message), (vec![], 0, 0));
    assert_eq!(receive(&one).iov, [b"x"]);
}

// RM03.
#[test]
fn room_for_control_messages_must_be_given() {
    let mut message = Message::default();
    assert_wrong(&mut message, "controllen): controllen cannot be 0");

    // On a 32-bit system this number does not exist.
    if let Ok(controllen) = usize::try_from(1_u64 << 32) {
        message.controllen = controllen;
        let rule = "given PHP integer is out of bounds for an unsigned 32-bit integer";
        assert_wrong(&mut message, &format!("controllen): {rule}"));
    }
}

// RM06: the size cannot be negative here, but it can be too big.
#[test]
fn room_for_data_has_a_limit() {
    for size in [104_857_601, usize::MAX] {
        let mut message = Message {
            buffer_size: size,
            ..empty()
        };
        let text = format!("the buffer size must be between 1 and 104857600; given {size}");
        assert_wrong(&mut message, &format!("buffer_size): {text}"));
    }
}

#[test]
fn the_largest_rooms_cost_what_arrives() {
    let test = "message::receive::the_largest_rooms_cost_what_arrives";
    if !in_child(test) {
        return;
    }
    let (one, other) = pair();
    let before = peak_memory();
    // A quarter of the room that is offered for control messages.
    setrlimit(Resource::RLIMIT_AS, 1 << 30, 1 << 30).unwrap();

    for flags in [0, MSG_TRUNC] {
        socket_write(&other, "x", None).unwrap();
        let mut message = Message {
            buffer_size: 104_857_600,
            controllen: u32::MAX as usize,
            ..Message::default()
        };
        assert_eq!(socket_recvmsg(&one, &mut message, flags).unwrap(), 1);
        assert_eq!(message.iov, [b"x"]);
    }
    let kilobytes = peak_memory() - before;
    assert!(kilobytes < 16 * 1024, "{kilobytes} kB");
}

// RM09, RM23.
#[test]
fn a_message_that_is_not_there_is_a_warning() {
    let text = "[11]: Resource temporarily unavailable";
    let (one, _other) = pair();
    assert_nothing_received(&one, MSG_DONTWAIT, text);
    socket_set_nonblock(&one).unwrap();
    assert_nothing_received(&one, 0, text);
    assert_nothing_received(&bound_udp(), MSG_DONTWAIT, text);
}

// LE08, RM11.
#[test]
fn receiving_needs_a_connection() {
    let text = "[107]: Transport endpoint is not connected";
    assert_nothing_received(&tcp(), 0, text);
    assert_nothing_received(&unix(), 0, "[22]: Invalid argument");
}

#[test]
fn a_failure_leaves_the_error_that_a_socket_had() {
    let socket = tcp();
    socket_accept(&socket).unwrap_err();
    socket_recvmsg(&socket, &mut empty(), None).unwrap_err();

    assert_eq!(socket_last_error(&socket), SOCKET_EINVAL);
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
}
