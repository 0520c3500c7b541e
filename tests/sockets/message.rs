//! `socket_sendmsg`, `socket_recvmsg`, `socket_cmsg_space`; in the files beside it the
//! name of a message, and descriptors. All other control messages are in `control`.

mod iov;
mod name;
mod receive;
mod rights;
mod rights_lost;
mod send;

use std::fs::File;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::process::Command;

use php_sockets::*;

use crate::common::*;

/// A message of one buffer and at most one control message.
pub(crate) fn message<'fd>(
    data: &str,
    control: impl IntoIterator<Item = Control<'fd>>,
) -> Message<'fd> {
    Message {
        iov: vec![data.into()],
        control: control.into_iter().collect(),
        ..Message::default()
    }
}

/// The message `x` with descriptors.
fn lent<'fd>(descriptors: impl IntoIterator<Item = BorrowedFd<'fd>>) -> Message<'fd> {
    message("x", [Control::Lent(descriptors.into_iter().collect())])
}

/// A message to be received, with room for much.
pub(crate) fn empty() -> Message<'static> {
    Message {
        controllen: 2000,
        ..Message::default()
    }
}

/// The next message. It must be there.
#[track_caller]
pub(crate) fn receive(socket: &Socket) -> Message<'static> {
    let mut message = empty();
    let count = socket_recvmsg(socket, &mut message, MSG_DONTWAIT).unwrap();
    assert_eq!(count, message.iov.iter().map(Vec::len).sum::<usize>());
    message
}

/// The descriptors of a message that has no other control message.
#[track_caller]
fn rights(message: Message<'_>) -> Vec<OwnedFd> {
    match message
        .control
        .into_iter()
        .collect::<Vec<_>>()
        .as_mut_slice()
    {
        [Control::Rights(descriptors)] => std::mem::take(descriptors),
        other => panic!("{other:?}"),
    }
}

/// What a descriptor leads to, such as `socket:[1234]`.
pub(crate) fn target(descriptor: impl AsFd) -> String {
    let link = format!("/proc/self/fd/{}", descriptor.as_fd().as_raw_fd());
    std::fs::read_link(link).unwrap().display().to_string()
}

// Unlike PHP, where only MSG_CMSG_CLOEXEC does so.
#[test]
fn received_descriptors_are_closed_in_programs_we_start() {
    let (one, other) = pair();
    let (reader, _writer) = pipe();
    let (socket, file) = (tcp(), file());
    let all = [socket.as_fd(), file.as_fd(), reader.as_fd()];
    socket_sendmsg(&one, &lent(all), None).unwrap();
    let received = rights(receive(&other));
    // One that is inherited, to prove that the test would see it.
    let given = tcp();
    let known = target(&given);

    let listing = Command::new("sh")
        .args(["-c", "ls -l /proc/self/fd"])
        .stdin(OwnedFd::from(given))
        .output()
        .unwrap();
    let listing = said(&listing);
    assert!(listing.contains(&known), "{listing}");
    assert_eq!(received.len(), 3);
    for descriptor in &received {
        let target = target(descriptor);
        assert!(!listing.contains(&target), "{target} in {listing}");
    }
}

// RM28. Unlike PHP, which can return only sockets and streams.
#[test]
fn descriptors_nobody_asked_for_are_closed() {
    if !in_child("message::descriptors_nobody_asked_for_are_closed") {
        return;
    }

    let (one, other) = pair();
    let file = File::open("/dev/null").unwrap();
    let before = open_descriptors();
    let send = || socket_sendmsg(&one, &lent([file.as_fd(); 3]), None).unwrap();

    send();
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"x");
    assert_eq!(open_descriptors(), before);
    send();
    let mut message = receive(&other);
    assert_eq!(open_descriptors(), before + 3);
    // The next message replaces this one.
    socket_write(&one, "y", None).unwrap();
    message.controllen = 1;
    socket_recvmsg(&other, &mut message, None).unwrap();
    assert_eq!(open_descriptors(), before);
    send();
    drop(receive(&other));
    assert_eq!(open_descriptors(), before);
}

// RM17: unlike PHP, which then has no message.
#[test]
fn an_unknown_control_message_arrives_raw() {
    let (socket, sender) = (bound_udp(), udp());
    socket_set_option(&socket, IPPROTO_IP, libc::IP_PKTINFO, 1).unwrap();
    socket_sendto(&sender, "hi", 2, 0, "127.0.0.1", port(&socket)).unwrap();
    wait_readable(&socket);

    let message = receive(&socket);
    assert_eq!(message.iov, [b"hi"]);
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
    assert_eq!((*level, *r#type), (IPPROTO_IP, libc::IP_PKTINFO));
    // The interface, and its address twice.
    assert_eq!(data.len(), 12);
    assert_eq!(data[4..], [127, 0, 0, 1, 127, 0, 0, 1]);
}

// CM01, CM02, CM08, CM09.
#[test]
fn a_control_message_needs_room_for_its_head_too() {
    let space = |level, r#type, num: usize| socket_cmsg_space(level, r#type, num).unwrap();
    let rights = |num| space(SOL_SOCKET, SCM_RIGHTS, num);

    // A head is a length and two numbers, and the length decides what the data is padded to.
    let (none, some, [credentials, pktinfo, number]) = match size_of::<usize>() {
        8 => (16, [24, 24, 32, 1032], [32, 40, 24]),
        _ => (12, [16, 20, 24, 1024], [24, 32, 16]),
    };
    assert_eq!([1, 2, 3, 253].map(rights), some);
    assert_eq!(rights(0), none);
    assert_eq!(
        socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, None).unwrap(),
        none
    );
    // A size that does not fit into 32 bits becomes the largest that does.
    let most = u64::try_from(usize::MAX).unwrap().min(8_589_934_608);
    assert_eq!(u64::try_from(rights(i32::MAX as usize)).unwrap(), most);
    for num in [0, 5, i32::MAX as usize] {
        assert_eq!(space(SOL_SOCKET, SCM_CREDENTIALS, num), credentials);
        assert_eq!(space(IPPROTO_IPV6, IPV6_PKTINFO, num), pktinfo);
        assert_eq!(space(IPPROTO_IPV6, IPV6_HOPLIMIT, num), number);
        assert_eq!(space(IPPROTO_IPV6, IPV6_TCLASS, num), number);
    }
}

// CM03, CM10.
#[test]
fn the_room_of_an_unknown_control_message_is_unknown() {
    let socket = udp();
    for (level, r#type) in [
        (1, 99),
        (17, 103),
        (SOL_SOCKET, IPV6_PKTINFO),
        (IPPROTO_IP, SCM_RIGHTS),
        (i32::MIN, i32::MAX),
    ] {
        assert_unrecorded(
            &socket,
            |_| socket_cmsg_space(level, r#type, None),
            ErrorKind::ValueError,
            &format!("Pair level {level} and/or type {type} is not supported"),
        );
    }
}

#[test]
fn the_number_of_descriptors_has_32_bits() {
    let most = i32::MAX as usize;
    for num in [most + 1, 3_000_000_000, usize::MAX] {
        for r#type in [SCM_RIGHTS, SCM_CREDENTIALS, 99] {
            assert_refused(
                &udp(),
                |_| socket_cmsg_space(SOL_SOCKET, r#type, num),
                ErrorKind::ValueError,
                "socket_cmsg_space(): Argument #3 ($num) must be between -2147483648 and \
                 2147483647",
            );
        }
    }
    assert!(socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, most).is_ok());
}
