//! Descriptors that do not arrive, and those that are not kept: none stays open.

use std::fs::File;
use std::os::fd::AsFd;

use php_sockets::*;

use super::{empty, lent, receive};
use crate::common::*;

/// The type of the control message that brings the sender's process as a descriptor, if
/// `SO_PASSPIDFD` asks for it: the same everywhere, and the `libc` crate does not have it.
const SCM_PIDFD: i32 = 4;

/// Sends three descriptors.
fn send_three(socket: &Socket) {
    let file = File::open("/dev/null").unwrap();
    socket_sendmsg(socket, &lent([file.as_fd(); 3]), None).unwrap();
}

fn receive_into(socket: &Socket, controllen: usize) -> Message<'static> {
    let mut message = Message {
        controllen,
        ..Message::default()
    };
    assert_eq!(socket_recvmsg(socket, &mut message, None).unwrap(), 1);
    assert_eq!(message.iov, [b"x"]);
    message
}

/// The number of descriptors in a message, or `None` if it has no control message.
fn count(message: &Message<'_>) -> Option<usize> {
    match message.control.as_slice() {
        [] => None,
        [Control::Rights(descriptors)] => Some(descriptors.len()),
        other => panic!("{other:?}"),
    }
}

// RM14.
#[test]
fn where_there_is_little_room_the_rest_is_closed() {
    let test = "message::rights_lost::where_there_is_little_room_the_rest_is_closed";
    if !in_child(test) {
        return;
    }

    let (one, other) = pair();
    let before = open_descriptors();
    for (controllen, arrived) in [
        (1, None),
        (CMSG_HEAD, None),
        (CMSG_HEAD + 3, None),
        (CMSG_HEAD + 4, Some(1)),
        // Where a length has 8 bytes, this is what `socket_cmsg_space` gives for one too.
        (CMSG_HEAD + 8, Some(2)),
        (CMSG_HEAD + 11, Some(2)),
    ] {
        send_three(&one);
        let message = receive_into(&other, controllen);
        assert_eq!((count(&message), message.flags), (arrived, MSG_CTRUNC));
        assert_eq!(open_descriptors(), before + arrived.unwrap_or(0));
    }
    send_three(&one);
    let message = receive_into(&other, CMSG_HEAD + 12);
    assert_eq!((count(&message), message.flags), (Some(3), 0));
    drop(message);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn at_the_limit_the_rest_is_closed() {
    let test = "message::rights_lost::at_the_limit_the_rest_is_closed";
    if !in_child(test) {
        return;
    }

    let (one, other) = pair();
    send_three(&one);
    let before = open_descriptors();
    // No descriptor at all, then room for two: the numbers of these.
    let message = without_descriptors(|| receive_into(&other, 1000));
    assert_eq!((count(&message), message.flags), (None, MSG_CTRUNC));
    assert_eq!(open_descriptors(), before);

    send_three(&one);
    let freed = [tcp(), tcp()];
    let message = without_descriptors(|| {
        drop(freed);
        receive_into(&other, 1000)
    });
    assert_eq!((count(&message), message.flags), (Some(2), MSG_CTRUNC));
    assert_eq!(open_descriptors(), before + 2);
    drop(message);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn a_failure_keeps_the_descriptors_of_the_message() {
    let test = "message::rights_lost::a_failure_keeps_the_descriptors_of_the_message";
    if !in_child(test) {
        return;
    }

    let (one, other) = pair();
    send_three(&one);
    let mut message = receive(&other);
    let with_three = open_descriptors();
    socket_recvmsg(&other, &mut message, MSG_DONTWAIT).unwrap_err();
    assert_eq!(count(&message), Some(3));
    assert_eq!(open_descriptors(), with_three);
    drop(message);
    assert_eq!(open_descriptors(), with_three - 3);
}

#[test]
fn descriptors_that_cannot_be_sent_stay_open_once() {
    let test = "message::rights_lost::descriptors_that_cannot_be_sent_stay_open_once";
    if !in_child(test) {
        return;
    }

    let (one, other) = pair();
    drop(other);
    let before = open_descriptors();
    let file = File::open("/dev/null").unwrap();
    let sent = super::message("x", [Control::Rights(vec![file.into()])]);
    assert_fails(
        &one,
        |one| socket_sendmsg(one, &sent, None),
        "socket_sendmsg(): Error in sendmsg [32]: Broken pipe",
    );
    assert_eq!(open_descriptors(), before + 1);
    drop(sent);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn descriptors_on_their_way_close_with_the_socket() {
    let test = "message::rights_lost::descriptors_on_their_way_close_with_the_socket";
    if !in_child(test) {
        return;
    }

    let (one, other) = pair();
    let (here, there) = pair();
    socket_sendmsg(&one, &lent([there.as_fd()]), None).unwrap();
    drop(there);
    // It still exists, on its way.
    assert_eq!(socket_write(&here, "x", None).unwrap(), 1);
    drop(other);
    assert_fails(
        &here,
        |here| socket_write(here, "x", None),
        "socket_write(): unable to write to socket [32]: Broken pipe",
    );
}

#[test]
fn the_descriptor_of_a_process_is_closed_too() {
    let test = "message::rights_lost::the_descriptor_of_a_process_is_closed_too";
    if !in_child(test) {
        return;
    }
    let (one, other) = pair();
    if socket_set_option(&other, SOL_SOCKET, libc::SO_PASSPIDFD, 1).is_err() {
        return skip(test, "this kernel has no descriptors of processes");
    }

    let before = open_descriptors();
    socket_write(&one, "x", None).unwrap();
    let message = receive_into(&other, 1000);
    assert_eq!((count(&message), message.flags), (Some(1), 0));
    assert_eq!(open_descriptors(), before + 1);
    drop(message);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn the_descriptor_of_a_process_can_be_missing() {
    let test = "message::rights_lost::the_descriptor_of_a_process_can_be_missing";
    if !in_child(test) {
        return;
    }
    let (one, other) = pair();
    if socket_set_option(&other, SOL_SOCKET, libc::SO_PASSPIDFD, 1).is_err() {
        return skip(test, "this kernel has no descriptors of processes");
    }

    socket_write(&one, "x", None).unwrap();
    let before = open_descriptors();
    let message = without_descriptors(|| receive_into(&other, 1000));
    // In its place the kernel writes a negative error code, which is not a descriptor.
    let [
        Control::Raw {
            level,
            r#type,
            data,
        },
    ] = message.control.as_slice()
    else {
        panic!("{message:?}");
    };
    assert_eq!((*level, *r#type), (SOL_SOCKET, SCM_PIDFD));
    assert_eq!(data.as_slice(), (-SOCKET_EMFILE).to_ne_bytes());
    drop(message);
    assert_eq!(open_descriptors(), before);
    assert_eq!(empty().control.len(), 0);
}

// As in PHP: on a stream they can be sent only with at least one byte.
#[test]
fn descriptors_without_data_do_not_arrive_on_a_stream() {
    let file = File::open("/dev/null").unwrap();
    for (r#type, expected) in [(SOCK_STREAM, None), (SOCK_DGRAM, Some(1))] {
        let (one, other) = pair_of(r#type);
        socket_set_nonblock(&other).unwrap();
        let bare = Message {
            iov: Vec::new(),
            ..lent([file.as_fd()])
        };
        assert_eq!(socket_sendmsg(&one, &bare, None).unwrap(), 0);

        let mut message = empty();
        match socket_recvmsg(&other, &mut message, None) {
            Ok(length) => assert_eq!((length, count(&message)), (0, expected)),
            Err(error) => assert_eq!((error.code(), expected), (SOCKET_EAGAIN, None)),
        }
    }
}
