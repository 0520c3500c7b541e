//! Descriptors that are sent to another process, or to this one.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use php_sockets::*;

use super::{empty, lent, message, receive, rights, target};
use crate::common::*;

const INVALID: &str = "socket_sendmsg(): Error in sendmsg [22]: Invalid argument";

// SM27b, SM53b.
#[test]
fn descriptors_of_any_kind_arrive_in_order() {
    let (one, other) = pair();
    let (reader, writer) = pipe();
    let (socket, file) = (tcp(), File::open("/dev/null").unwrap());
    let all = [
        socket.as_fd(),
        file.as_fd(),
        reader.as_fd(),
        writer.as_fd(),
        file.as_fd(),
    ];

    assert_eq!(socket_sendmsg(&one, &lent(all), None).unwrap(), 1);
    let message = receive(&other);
    assert_eq!((&message.iov, message.flags), (&vec![b"x".to_vec()], 0));
    let received = rights(message);
    assert_eq!(
        received.iter().map(target).collect::<Vec<_>>(),
        all.map(target)
    );
    // Other descriptors, for the same open files.
    for (one, other) in received.iter().zip(all) {
        assert_ne!(one.as_raw_fd(), other.as_raw_fd());
    }
}

#[test]
fn a_received_socket_is_a_socket() {
    let (one, other) = pair();
    let server = listener();
    let port = port(&server);
    let [udp6, unix] = [udp6(), unix()];
    let all = [server.as_fd(), udp6.as_fd(), unix.as_fd()];
    socket_sendmsg(&one, &lent(all), None).unwrap();
    drop(server);

    let received = rights(receive(&other)).into_iter().map(Socket::from);
    let [server, udp6, unix]: [Socket; 3] = received.collect::<Vec<_>>().try_into().unwrap();
    let client = tcp();
    socket_connect(&client, "127.0.0.1", port).unwrap();
    let accepted = socket_accept(&server).unwrap();
    socket_write(&client, "x", None).unwrap();
    assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"x");
    // Each has its own family.
    socket_bind(&udp6, "::", 0).unwrap();
    let name = format!("\0php-sockets rights {}", std::process::id());
    socket_bind(&unix, &name, 0).unwrap();
    assert_eq!(socket_last_error(&unix), 0);
}

#[test]
fn a_received_file_is_the_same_file() {
    let (one, other) = pair();
    let mut file = file();
    socket_sendmsg(&one, &lent([file.as_fd()]), None).unwrap();

    let [received]: [OwnedFd; 1] = rights(receive(&other)).try_into().unwrap();
    File::from(received).write_all(b"written there").unwrap();
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "written there");
}

#[test]
fn owned_descriptors_can_be_sent_and_stay_open() {
    let (one, other) = pair();
    let (reader, mut writer) = pipe();
    let sent = message("x", [Control::Rights(vec![reader.into()])]);

    // As often as wanted.
    for _ in 0..2 {
        socket_sendmsg(&one, &sent, None).unwrap();
        writer.write_all(b"y").unwrap();
        let [received]: [OwnedFd; 1] = rights(receive(&other)).try_into().unwrap();
        assert_eq!(File::from(received).read(&mut [0; 10]).unwrap(), 1);
    }
}

#[test]
fn descriptors_of_several_control_messages_arrive_as_one() {
    let (one, other) = pair();
    let file = File::open("/dev/null").unwrap();
    let control = || Control::Lent(vec![file.as_fd(); 2]);

    let sent = message("x", [control(), control()]);
    socket_sendmsg(&one, &sent, None).unwrap();
    assert_eq!(rights(receive(&other)).len(), 4);
}

#[test]
fn every_look_at_a_message_opens_descriptors_of_its_own() {
    let (one, other) = pair();
    let file = File::open("/dev/null").unwrap();
    socket_sendmsg(&one, &lent([file.as_fd()]), None).unwrap();

    let mut message = empty();
    socket_recvmsg(&other, &mut message, MSG_PEEK).unwrap();
    let (peeked, received) = (rights(message), rights(receive(&other)));
    assert_ne!(peeked[0].as_raw_fd(), received[0].as_raw_fd());
    drop(peeked);
    assert_eq!(target(&received[0]), "/dev/null");
}

#[test]
fn at_most_253_descriptors_go_at_once() {
    let test = "message::rights::at_most_253_descriptors_go_at_once";
    if !in_child(test) {
        return;
    }

    let file = File::open("/dev/null").unwrap();
    let (one, other) = pair();
    assert_eq!(
        socket_sendmsg(&one, &lent([file.as_fd(); 253]), None).unwrap(),
        1
    );
    let controllen = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 253).unwrap();
    let mut message = Message {
        controllen,
        ..Message::default()
    };
    socket_recvmsg(&other, &mut message, None).unwrap();
    assert_eq!(message.flags, 0);
    assert_eq!(rights(message).len(), 253);

    let many = lent([file.as_fd(); 254]);
    assert_fails(&one, |one| socket_sendmsg(one, &many, None), INVALID);
}

// SM23.
#[test]
fn no_descriptors_cannot_be_sent() {
    let (one, _other) = pair();
    for control in [Control::Rights(vec![]), Control::Lent(vec![])] {
        let sent = message("x", [control]);
        assert_unrecorded(
            &one,
            |one| socket_sendmsg(one, &sent, None),
            ErrorKind::Warning,
            "socket_sendmsg(): error converting user data (path: msghdr > control > element #0): \
             expected at least one element in this array",
        );
    }
}

// SM25: unlike PHP, where the path in the message leads into the data.
#[test]
fn numbers_are_no_descriptors() {
    let (one, _other) = pair();
    let file = File::open("/dev/null").unwrap();
    let raw = |data: &[i32]| Control::Raw {
        level: SOL_SOCKET,
        r#type: SCM_RIGHTS,
        data: data
            .iter()
            .flat_map(|number| number.to_ne_bytes())
            .collect(),
    };

    for numbers in [&[file.as_raw_fd()][..], &[0, 1, 2], &[]] {
        let sent = message("x", [Control::Lent(vec![file.as_fd()]), raw(numbers)]);
        assert_unrecorded(
            &one,
            |one| socket_sendmsg(one, &sent, None),
            ErrorKind::Warning,
            "socket_sendmsg(): error converting user data (path: msghdr > control > element #1): \
             expected a Socket object or a stream resource",
        );
    }
}

#[test]
fn only_unix_sockets_carry_descriptors() {
    let file = File::open("/dev/null").unwrap();
    let (client, accepted) = connected();

    // The system accepts it, and drops it.
    socket_sendmsg(&client, &lent([file.as_fd()]), None).unwrap();
    wait_readable(&accepted);
    let message = receive(&accepted);
    assert!(message.control.is_empty(), "{message:?}");
}
