//! The system calls for a line: a peek and a read, wherever it is split.

use std::os::fd::OwnedFd;

use php_sockets::*;

use super::trace::{step, traced};
use crate::common::*;

pub(super) const LINES: &str = r#"a line
  recvfrom(FD, "one\ntwo\nthree", 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 13
  recvfrom(FD, "one\n", 4, 0, NULL, NULL) = 4
a shorter length
  recvfrom(FD, "tw", 2, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 2
  recvfrom(FD, "tw", 2, 0, NULL, NULL) = 2
one byte
  recvfrom(FD, "o", 1, 0, NULL, NULL) = 1
no more for now
  recvfrom(FD, "\nthree", 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 6
  recvfrom(FD, "\n", 1, 0, NULL, NULL) = 1
the rest
  recvfrom(FD, "three", 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 5
  recvfrom(FD, "three", 5, 0, NULL, NULL) = 5
  recvfrom(FD, ADDRESS, 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
  recvfrom(FD, ADDRESS, 1, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
nothing there
  recvfrom(FD, ADDRESS, 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
  recvfrom(FD, ADDRESS, 1, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
the end
  recvfrom(FD, "", 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 0
  recvfrom(FD, "", 1, 0, NULL, NULL) = 0
"#;

#[test]
fn a_line_is_two_calls() {
    if !traced("syscalls::line::a_line_is_two_calls", LINES) {
        return;
    }
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0).unwrap();
    let line = |length| socket_read(&here, length, PHP_NORMAL_READ);
    socket_write(&there, "one\ntwo\nthree", None).unwrap();

    step("a line", || line(8192)).unwrap();
    step("a shorter length", || line(2)).unwrap();
    step("one byte", || line(1)).unwrap();
    step("no more for now", || line(8192)).unwrap();
    step("the rest", || line(8192)).unwrap();
    step("nothing there", || line(8192)).unwrap_err();
    socket_close(there);
    step("the end", || line(8192)).unwrap();
}

const OPTIONS: &str = r#"of another owner
  getsockopt(FD, SOL_SOCKET, SO_PEEK_OFF, [-1], [4]) = 0
  recvfrom(FD, "a\nb\nc\nd\n", 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 8
  recvfrom(FD, "a\n", 2, 0, NULL, NULL) = 2
that waits for more
  recvfrom(FD, "b\nc\nd\n", 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 6
  recvfrom(FD, "b\n", 2, 0, NULL, NULL) = 2
that peeks elsewhere
  getsockopt(FD, SOL_SOCKET, SO_PEEK_OFF, [1], [4]) = 0
  recvfrom(FD, "c", 1, 0, NULL, NULL) = 1
  getsockopt(FD, SOL_SOCKET, SO_PEEK_OFF, [0], [4]) = 0
  recvfrom(FD, "\n", 1, 0, NULL, NULL) = 1
"#;

#[test]
fn a_socket_of_another_owner_may_peek_elsewhere() {
    let test = "syscalls::line::a_socket_of_another_owner_may_peek_elsewhere";
    if !traced(test, OPTIONS) {
        return;
    }
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap();
    let here = Socket::from(OwnedFd::from(here));
    let line = || socket_read(&here, 8192, PHP_NORMAL_READ);
    socket_write(&there, "a\nb\nc\nd\n", None).unwrap();

    step("of another owner", line).unwrap();
    socket_set_option(&here, SOL_SOCKET, SO_RCVLOWAT, 9).unwrap();
    step("that waits for more", line).unwrap();
    socket_set_option(&here, SOL_SOCKET, libc::SO_PEEK_OFF, 1).unwrap();
    step("that peeks elsewhere", line).unwrap();
}

const LONG: &str = r#"longer than a peek
  recvfrom(FD, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 256
  recvfrom(FD, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 256, 0, NULL, NULL) = 256
  recvfrom(FD, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 256, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 256
  recvfrom(FD, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 256, 0, NULL, NULL) = 256
  recvfrom(FD, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 512, MSG_PEEK|MSG_DONTWAIT, NULL, NULL) = 89
  recvfrom(FD, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 89, 0, NULL, NULL) = 89
of messages
  recvfrom(FD, "o", 1, 0, NULL, NULL) = 1
  recvfrom(FD, "\n", 1, 0, NULL, NULL) = 1
"#;

#[test]
fn a_long_line_is_two_calls_for_each_doubling() {
    let test = "syscalls::line::a_long_line_is_two_calls_for_each_doubling";
    if !traced(test, LONG) {
        return;
    }
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap();
    let text = ["x".repeat(600), "\n".into()].concat();
    socket_write(&there, text, None).unwrap();
    step("longer than a peek", || {
        socket_read(&here, 8192, PHP_NORMAL_READ).unwrap()
    });

    let (here, there) = pair_of(SOCK_DGRAM);
    socket_write(&there, "one", None).unwrap();
    socket_write(&there, "\n", None).unwrap();
    step("of messages", || {
        socket_read(&here, 8192, PHP_NORMAL_READ).unwrap()
    });
}
