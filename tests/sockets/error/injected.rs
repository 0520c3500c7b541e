//! `EAGAIN` and `EINPROGRESS` where no program expects them: for most calls PHP prints nothing
//! then, but not of all.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::Command;

use php_sockets::*;

use crate::common::*;

type Call = fn(&Socket) -> Result<()>;

/// The functions that warn whatever the code is: measured with PHP 8.6.
const LOUD: [(&str, Call); 6] = [
    ("socket_create(): Unable to create socket", |_| {
        socket_create(AF_INET, SOCK_STREAM, 0).map(drop)
    }),
    ("socket_create_pair(): Unable to create socket pair", |_| {
        socket_create_pair(AF_UNIX, SOCK_STREAM, 0).map(drop)
    }),
    ("socket_select(): Unable to select", |socket| {
        socket_select(&mut vec![socket], None, None, 0, None).map(drop)
    }),
    ("socket_recvmsg(): Error in recvmsg", |socket| {
        let mut message = Message {
            controllen: 1,
            ..Message::default()
        };
        socket_recvmsg(socket, &mut message, None).map(drop)
    }),
    ("socket_addrinfo_bind(): Unable to create socket", |_| {
        socket_addrinfo_bind(&found()).map(drop)
    }),
    ("socket_addrinfo_connect(): Unable to create socket", |_| {
        socket_addrinfo_connect(&found()).map(drop)
    }),
];

/// All others.
const QUIET: [(&str, Call); 16] = [
    (
        "socket_create_listen(): unable to create listening socket",
        |_| socket_create_listen(0, None).map(drop),
    ),
    ("socket_bind(): Unable to bind address", |socket| {
        socket_bind(socket, "127.0.0.1", 0)
    }),
    ("socket_listen(): unable to listen on socket", |socket| {
        socket_listen(socket, None)
    }),
    (
        "socket_accept(): unable to accept incoming connection",
        |socket| socket_accept(socket).map(drop),
    ),
    ("socket_connect(): unable to connect", |socket| {
        socket_connect(socket, "127.0.0.1", 9)
    }),
    ("socket_shutdown(): Unable to shutdown socket", |socket| {
        socket_shutdown(socket, None)
    }),
    (
        "socket_getsockname(): unable to retrieve socket name",
        |socket| socket_getsockname(socket).map(drop),
    ),
    (
        "socket_getpeername(): unable to retrieve peer name",
        |socket| socket_getpeername(socket).map(drop),
    ),
    ("socket_read(): unable to read from socket", |socket| {
        socket_read(socket, 10, None).map(drop)
    }),
    ("socket_write(): unable to write to socket", |socket| {
        socket_write(socket, "x", None).map(drop)
    }),
    ("socket_recv(): Unable to read from socket", |socket| {
        socket_recv(socket, &mut Vec::new(), 10, 0).map(drop)
    }),
    ("socket_send(): Unable to write to socket", |socket| {
        socket_send(socket, "x", 1, 0).map(drop)
    }),
    ("socket_recvfrom(): Unable to recvfrom", |socket| {
        socket_recvfrom(socket, &mut Vec::new(), 10, 0).map(drop)
    }),
    ("socket_sendto(): Unable to write to socket", |socket| {
        socket_sendto(socket, "x", 1, 0, "127.0.0.1", 9).map(drop)
    }),
    ("socket_sendmsg(): Error in sendmsg", |socket| {
        socket_sendmsg(socket, &Message::default(), None).map(drop)
    }),
    (
        "socket_set_option(): Unable to set socket option",
        |socket| socket_set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1),
    ),
];

/// The calls to the system behind them.
const INJECTED: &str = "socket,socketpair,ppoll,bind,listen,accept4,connect,shutdown,\
     getsockname,getpeername,recvfrom,sendto,sendmsg,recvmsg,setsockopt";

/// An address that takes no look-up.
fn found() -> AddressInfo {
    let hints = Hints {
        ai_flags: AI_NUMERICHOST,
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let found = socket_addrinfo_lookup("127.0.0.1", None, hints).unwrap();
    found.into_iter().next().unwrap()
}

/// Runs a test under strace, which makes each of the calls fail. Its standard input is what
/// `make` makes beforehand. Returns that socket in that process.
#[track_caller]
fn with_injected(test: &str, calls: &str, code: &str, make: fn() -> Socket) -> Option<Socket> {
    // In the child the tool could not be started, nor the socket made.
    if !is_child() && !has_tool(test, "strace", "-V", "REQUIRE_STRACE") {
        return None;
    }
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e"]);
    strace.arg(format!("inject={calls}:error={code}"));
    strace.arg(std::env::current_exe().unwrap());
    if !is_child() {
        strace.stdin(OwnedFd::from(make()));
    }
    run_child(test, strace).then(|| {
        let input = io::stdin().as_fd().try_clone_to_owned().unwrap();
        Socket::from(input)
    })
}

#[track_caller]
fn assert_kinds(socket: &Socket, text: &str) {
    let kinds = [
        (LOUD.as_slice(), ErrorKind::Warning),
        (&QUIET, ErrorKind::Silent),
    ];
    for (calls, kind) in kinds {
        for (message, call) in calls {
            let error = assert_error(call(socket), &format!("{message} {text}"));
            assert_eq!(error.kind(), kind, "{error}");
        }
    }
}

#[test]
fn php_warns_of_some_calls_that_would_wait() {
    let name = "error::injected::php_warns_of_some_calls_that_would_wait";
    if let Some(socket) = with_injected(name, INJECTED, "EAGAIN", || connected().0) {
        assert_kinds(&socket, "[11]: Resource temporarily unavailable");
    }
}

#[test]
fn php_warns_of_some_calls_that_are_in_progress() {
    let name = "error::injected::php_warns_of_some_calls_that_are_in_progress";
    if let Some(socket) = with_injected(name, INJECTED, "EINPROGRESS", || connected().0) {
        assert_kinds(&socket, "[115]: Operation now in progress");
    }
}

// Of each of the questions; PHP records the code nowhere.
#[test]
fn a_question_about_an_interface_has_the_code_in_its_text() {
    let name = "error::injected::a_question_about_an_interface_has_the_code_in_its_text";
    let on_loopback = || {
        let socket = udp();
        socket_set_option(&socket, IPPROTO_IP, IP_MULTICAST_IF, "lo").unwrap();
        socket
    };
    let Some(socket) = with_injected(name, "ioctl", "ENOMEM", on_loopback) else {
        return;
    };
    assert_unrecorded(
        &socket,
        |socket| socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, 1),
        ErrorKind::Warning,
        "socket_set_option(): Failed obtaining address for interface 1: error 12",
    );
    assert_unrecorded(
        &socket,
        |socket| socket_get_option(socket, IPPROTO_IP, IP_MULTICAST_IF),
        ErrorKind::Warning,
        "socket_get_option(): Failed obtaining interfaces list: error 12",
    );
}
