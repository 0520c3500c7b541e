//! `Control`: what is sent beside the data, except descriptors. The messages of IPv6 are in
//! the file beside it.

mod ipv6;

use nix::unistd::{getegid, geteuid};
use php_sockets::*;

use crate::common::*;
use crate::message::{empty, message, receive};

/// The credentials of this process.
fn own() -> Credentials {
    Credentials {
        pid: std::process::id() as i32,
        uid: geteuid().as_raw(),
        gid: getegid().as_raw(),
    }
}

/// Two unix streams, of which the second receives the sender's credentials.
fn with_credentials() -> (Socket, Socket) {
    let (one, other) = pair();
    socket_set_option(&other, SOL_SOCKET, SO_PASSCRED, 1).unwrap();
    (one, other)
}

#[track_caller]
fn credentials(message: &Message<'_>) -> Credentials {
    match message.control.as_slice() {
        [Control::Credentials(value)] => *value,
        other => panic!("{other:?}"),
    }
}

// SM30.
#[test]
fn credentials_arrive() {
    let (one, other) = with_credentials();

    let sent = message("x", [Control::Credentials(own())]);
    assert_eq!(socket_sendmsg(&one, &sent, None).unwrap(), 1);
    let message = receive(&other);
    assert_eq!(
        (message.iov.as_slice(), message.flags),
        (&[b"x".to_vec()][..], 0)
    );
    assert_eq!(credentials(&message), own());
}

#[test]
fn who_is_asked_for_arrives_though_not_sent() {
    let (one, other) = with_credentials();
    socket_write(&one, "x", None).unwrap();
    assert_eq!(credentials(&receive(&other)), own());
    // And does not if it is not asked for.
    let sent = message("x", [Control::Credentials(own())]);
    socket_sendmsg(&other, &sent, None).unwrap();
    assert!(receive(&one).control.is_empty());
}

// SM34.
#[test]
fn forged_credentials_need_a_privilege() {
    if !in_child_as_nobody("control::forged_credentials_need_a_privilege") {
        return;
    }

    let (one, other) = with_credentials();
    for forged in [
        Credentials { uid: 0, ..own() },
        Credentials { gid: 0, ..own() },
        Credentials { pid: 1, ..own() },
        Credentials { pid: 0, ..own() },
    ] {
        let sent = message("x", [Control::Credentials(forged)]);
        assert_fails(
            &one,
            |one| socket_sendmsg(one, &sent, None),
            "socket_sendmsg(): Error in sendmsg [1]: Operation not permitted",
        );
    }
    let sent = message("x", [Control::Credentials(own())]);
    socket_sendmsg(&one, &sent, None).unwrap();
    assert_eq!(credentials(&receive(&other)), own());
}

#[test]
fn forged_credentials_arrive_with_the_privilege() {
    if !geteuid().is_root() || !is_user(17) {
        return skip(
            "control::forged_credentials_arrive_with_the_privilege",
            "not root, or of no other users",
        );
    }

    let (one, other) = with_credentials();
    let forged = Credentials {
        uid: 17,
        gid: 18,
        ..own()
    };
    let sent = message("x", [Control::Credentials(forged)]);
    socket_sendmsg(&one, &sent, None).unwrap();
    assert_eq!(credentials(&receive(&other)), forged);
}

// RM25.
#[test]
fn credentials_without_room_are_cut() {
    let (one, other) = with_credentials();

    let enough = CMSG_HEAD + 12;
    let lengths = [
        (8, 0),
        (CMSG_HEAD - 1, 0),
        (enough, 1),
        (u32::MAX as usize, 1),
    ];
    for (controllen, control) in lengths {
        socket_write(&one, "x", None).unwrap();
        let mut message = Message {
            controllen,
            ..empty()
        };
        assert_eq!(socket_recvmsg(&other, &mut message, None).unwrap(), 1);
        assert_eq!(message.iov, [b"x"]);
        assert_eq!(message.control.len(), control);
        let flags = if control == 0 { MSG_CTRUNC } else { 0 };
        assert_eq!(message.flags, flags, "{controllen}");
    }
}

#[test]
fn a_control_message_that_was_cut_arrives_raw() {
    let (one, other) = with_credentials();
    socket_write(&one, "x", None).unwrap();

    let mut message = Message {
        controllen: CMSG_HEAD + 4,
        ..empty()
    };
    socket_recvmsg(&other, &mut message, None).unwrap();
    assert_eq!(message.flags, MSG_CTRUNC);
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
    assert_eq!((*level, *r#type), (SOL_SOCKET, SCM_CREDENTIALS));
    assert_eq!(data.as_slice(), own().pid.to_ne_bytes());
}

#[test]
fn one_message_can_be_several_datagrams() {
    let (peer, socket) = (bound_udp(), udp());
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();

    let sent = message("0123456789", [Control::Segment(4)]);
    assert_eq!(socket_sendmsg(&socket, &sent, None).unwrap(), 10);
    for part in ["0123", "4567", "89"] {
        assert_eq!(socket_read(&peer, 100, None).unwrap(), part.as_bytes());
    }
    // For one message only.
    socket_write(&socket, "0123456789", None).unwrap();
    assert_eq!(socket_read(&peer, 100, None).unwrap(), b"0123456789");
}

// SM20: unlike PHP, which refuses it itself.
#[test]
fn a_control_message_the_system_does_not_know_is_invalid() {
    let (one, _other) = pair();
    let sent = message(
        "x",
        [Control::Raw {
            level: SOL_SOCKET,
            r#type: 99,
            data: vec![1],
        }],
    );
    assert_fails(
        &one,
        |one| socket_sendmsg(one, &sent, None),
        "socket_sendmsg(): Error in sendmsg [22]: Invalid argument",
    );
}

#[test]
fn a_process_has_no_number_below_0() {
    let (socket, _peer) = pair();
    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Credentials(Credentials {
            pid: -1,
            uid: 0,
            gid: 0,
        })],
        ..Message::default()
    };

    let error = assert_error(
        socket_sendmsg(&socket, &message, None),
        "socket_sendmsg(): error converting user data (path: msghdr > control > element #0 > \
         data > pid): given PHP integer is out of bounds for a pid_t value",
    );
    assert_eq!((error.kind(), error.code()), (ErrorKind::Warning, 0));
}

#[test]
fn the_space_of_a_control_message_is_just_enough_for_it() {
    let time = size_of::<libc::timeval>();
    let (one, other) = pair_of(SOCK_DGRAM);
    socket_set_option(&other, SOL_SOCKET, libc::SO_TIMESTAMP, 1).unwrap();

    let space = Control::space(time);
    for (controllen, flags) in [(space, 0), (CMSG_HEAD + time - 1, MSG_CTRUNC)] {
        socket_write(&one, "x", None).unwrap();
        let mut message = Message {
            controllen,
            ..Message::default()
        };
        socket_recvmsg(&other, &mut message, None).unwrap();
        assert_eq!(message.flags, flags);
    }
    for numbers in [1, 2, 3, 253] {
        let space = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, numbers).unwrap();
        assert_eq!(Control::space(numbers * size_of::<i32>()), space);
    }
}
