//! Each function makes the system calls of a C program, each once: shown by strace.

mod line;
mod more;
mod select;
mod trace;
mod watch;

use php_sockets::*;

use self::trace::{step, traced};
use crate::common::*;
use php_sockets_test_support::sources::functions;

const CONNECTION: &str = r#"socket_create
  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = FD
socket_bind
  bind(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, 16) = 0
socket_listen
  listen(FD, 4) = 0
socket_getsockname
  getsockname(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 0
socket_connect
  connect(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, 16) = 0
socket_accept
  accept4(FD, NULL, NULL, SOCK_CLOEXEC) = FD
a listener that does not block
  accept4(FD, NULL, NULL, SOCK_CLOEXEC|SOCK_NONBLOCK) = FD
socket_getpeername
  getpeername(FD, {sa_family=AF_INET, sin_port=PORT, sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 0
socket_shutdown
  shutdown(FD, SHUT_WR) = 0
socket_close
  close(FD) = 0
drop
  close(FD) = 0
"#;

#[test]
fn a_connection_is_the_calls_of_c() {
    if !traced("syscalls::a_connection_is_the_calls_of_c", CONNECTION) {
        return;
    }
    let server = step("socket_create", || {
        socket_create(AF_INET, SOCK_STREAM, SOL_TCP).unwrap()
    });
    step("socket_bind", || socket_bind(&server, "127.0.0.1", 0)).unwrap();
    step("socket_listen", || socket_listen(&server, 4)).unwrap();
    let here = step("socket_getsockname", || socket_getsockname(&server)).unwrap();

    let client = tcp();
    step("socket_connect", || {
        socket_connect(&client, here.address(), here.port()).unwrap()
    });
    let accepted = step("socket_accept", || socket_accept(&server)).unwrap();
    socket_set_nonblock(&server).unwrap();
    let other = tcp();
    socket_connect(&other, "127.0.0.1", here.port()).unwrap();
    let accept = || socket_accept(&server);
    drop(step("a listener that does not block", accept).unwrap());
    step("socket_getpeername", || socket_getpeername(&client)).unwrap();
    step("socket_shutdown", || socket_shutdown(&client, SHUT_WR)).unwrap();
    step("socket_close", || socket_close(accepted));
    step("drop", || drop(client));
}

const TRANSFER: &str = r#"socket_write
  sendto(FD, "line\nmore", 9, MSG_NOSIGNAL, NULL, 0) = 9
socket_read
  recvfrom(FD, "line\nmore", 8192, 0, NULL, NULL) = 9
a large length
  recvfrom(FD, "more", 1073741824, 0, NULL, NULL) = 4
nothing there
  recvfrom(FD, ADDRESS, 8192, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
nothing to write
  sendto(FD, "", 0, MSG_NOSIGNAL, NULL, 0) = 0
the end
  recvfrom(FD, "", 8192, 0, NULL, NULL) = 0
nobody reads
  sendto(FD, "x", 1, MSG_NOSIGNAL, NULL, 0) = -1 EPIPE (Broken pipe)
"#;

#[test]
fn a_transfer_is_the_calls_of_c() {
    if !traced("syscalls::a_transfer_is_the_calls_of_c", TRANSFER) {
        return;
    }
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap();
    step("socket_write", || socket_write(&there, "line\nmore", None)).unwrap();
    step("socket_read", || socket_read(&here, 8192, None)).unwrap();
    socket_write(&there, "more", None).unwrap();
    step("a large length", || socket_read(&here, 1 << 30, None)).unwrap();

    socket_set_nonblock(&here).unwrap();
    step("nothing there", || socket_read(&here, 8192, None)).unwrap_err();

    step("nothing to write", || socket_write(&there, "", None)).unwrap();
    socket_close(there);
    step("the end", || socket_read(&here, 8192, None)).unwrap();
    step("nobody reads", || socket_write(&here, "x", None)).unwrap_err();
}

const SETTINGS: &str = r#"socket_set_option
  setsockopt(FD, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
socket_get_option
  getsockopt(FD, SOL_SOCKET, SO_REUSEADDR, [1], [4]) = 0
socket_setopt
  setsockopt(FD, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=3}, 8) = 0
socket_getopt
  getsockopt(FD, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=3}, [8]) = 0
socket_set_nonblock
  ioctl(FD, FIONBIO, [1]) = 0
socket_set_block
  ioctl(FD, FIONBIO, [0]) = 0
"#;

#[test]
fn settings_are_the_calls_of_c() {
    if !traced("syscalls::settings_are_the_calls_of_c", SETTINGS) {
        return;
    }
    let socket = tcp();
    step("socket_set_option", || {
        socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, 1).unwrap()
    });
    step("socket_get_option", || {
        socket_get_option(&socket, SOL_SOCKET, SO_REUSEADDR).unwrap()
    });

    let linger = Linger {
        l_onoff: 1,
        l_linger: 3,
    };
    step("socket_setopt", || {
        socket_setopt(&socket, SOL_SOCKET, SO_LINGER, linger).unwrap()
    });
    step("socket_getopt", || {
        socket_getopt(&socket, SOL_SOCKET, SO_LINGER).unwrap()
    });
    step("socket_set_nonblock", || socket_set_nonblock(&socket)).unwrap();
    step("socket_set_block", || socket_set_block(&socket)).unwrap();
}

const NOTHING: &str = "a wrong family
a wrong type
a wrong length
no port
a path too long
a wrong value
socket_last_error
socket_clear_error
socket_strerror
";

#[test]
fn a_bad_argument_and_a_last_error_are_no_calls() {
    let test = "syscalls::a_bad_argument_and_a_last_error_are_no_calls";
    if !traced(test, NOTHING) {
        return;
    }
    let (tcp, unix) = (tcp(), unix());
    step("a wrong family", || socket_create(99, SOCK_STREAM, 0)).unwrap_err();
    step("a wrong type", || socket_create(AF_INET, 11, 0)).unwrap_err();
    step("a wrong length", || socket_read(&tcp, 0, None)).unwrap_err();
    step("no port", || socket_connect(&tcp, "127.0.0.1", None)).unwrap_err();
    step("a path too long", || socket_bind(&unix, "x".repeat(108), 0)).unwrap_err();
    step("a wrong value", || {
        socket_set_option(&tcp, SOL_SOCKET, SO_LINGER, 1).unwrap_err()
    });
    step("socket_last_error", || {
        (socket_last_error(&tcp), socket_last_error(None))
    });
    step("socket_clear_error", || {
        socket_clear_error(&tcp);
        socket_clear_error(None);
    });
    step("socket_strerror", || socket_strerror(SOCKET_EAGAIN));
}

/// Every function has a step with its calls.
#[test]
fn every_function_has_its_calls() {
    let lists = [CONNECTION, TRANSFER, SETTINGS, NOTHING, line::LINES];
    let lists = [&lists[..], &more::LISTS[..]].concat().concat();
    let steps: Vec<_> = lists.lines().collect();

    let functions = functions().into_iter().map(|function| function.name);
    let missing: Vec<_> = functions
        .filter(|name| !steps.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
