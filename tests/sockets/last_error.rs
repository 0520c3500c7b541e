//! `socket_last_error`, `socket_clear_error`, `socket_strerror`.

use std::sync::Arc;
use std::thread;

use php_sockets::*;

use crate::common::*;

/// A socket whose last error is `ENOTCONN`, as is the thread's.
fn failed() -> Socket {
    let socket = tcp();
    socket_read(&socket, 1, None).unwrap_err();
    socket
}

// LE01.
#[test]
fn in_the_beginning_there_is_no_error() {
    thread::spawn(|| {
        assert_eq!(socket_last_error(None), 0);
        assert_eq!(socket_last_error(&tcp()), 0);
        assert_eq!(socket_last_error(None), 0);
    })
    .join()
    .unwrap();
}

// LE02.
#[test]
fn a_failure_is_recorded_on_its_socket_and_the_thread() {
    let (socket, other) = (failed(), udp());

    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(&socket), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(Some(&socket)), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(&other), 0);
}

#[test]
fn the_last_failure_counts() {
    let (socket, other) = (failed(), udp());
    socket_listen(&other, None).unwrap_err();
    assert_eq!(socket_last_error(None), SOCKET_EOPNOTSUPP);
    assert_eq!(socket_last_error(&socket), SOCKET_ENOTCONN);

    socket_write(&socket, "x", None).unwrap_err();
    assert_eq!(socket_last_error(None), SOCKET_EPIPE);
    assert_eq!(socket_last_error(&socket), SOCKET_EPIPE);
    assert_eq!(socket_last_error(&other), SOCKET_EOPNOTSUPP);
}

// LE03.
#[test]
fn clearing_the_thread_leaves_the_socket() {
    let socket = failed();

    socket_clear_error(None);
    assert_eq!(socket_last_error(None), 0);
    assert_eq!(socket_last_error(&socket), SOCKET_ENOTCONN);
}

// LE04.
#[test]
fn clearing_a_socket_leaves_the_thread_and_the_others() {
    let (socket, other) = (failed(), failed());

    socket_clear_error(&socket);
    assert_eq!(socket_last_error(&socket), 0);
    assert_eq!(socket_last_error(&other), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
}

// LE05.
#[test]
fn a_success_clears_nothing() {
    let (one, other) = pair();
    socket_set_nonblock(&one).unwrap();
    socket_read(&one, 1, None).unwrap_err();
    socket_write(&other, "x", None).unwrap();

    assert_eq!(socket_read(&one, 1, None).unwrap(), b"x");
    assert_eq!(socket_last_error(&one), SOCKET_EAGAIN);
    assert_eq!(socket_last_error(None), SOCKET_EAGAIN);
}

// LE11: with another argument, because no length is negative here.
#[test]
fn a_bad_argument_clears_and_records_nothing() {
    let socket = failed();

    socket_connect(&socket, "127.0.0.1", None).unwrap_err();
    socket_read(&socket, 0, None).unwrap_err();
    socket_create(99, 0, 0).unwrap_err();
    assert_eq!(socket_last_error(&socket), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
}

#[test]
fn the_end_of_a_stream_is_no_error() {
    let (one, other) = pair();
    socket_close(other);
    socket_clear_error(None);

    assert_eq!(socket_read(&one, 1, None).unwrap(), b"");
    assert_eq!((socket_last_error(&one), socket_last_error(None)), (0, 0));
}

// Unlike PHP, which has one for the process.
#[test]
fn each_thread_has_its_own() {
    let socket = Arc::new(failed());
    let shared = Arc::clone(&socket);

    let there = thread::spawn(move || {
        let before = socket_last_error(None);
        socket_write(&shared, "x", None).unwrap_err();
        (before, socket_last_error(None))
    });

    assert_eq!(there.join().unwrap(), (0, SOCKET_EPIPE));
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
    // The socket has one, whichever thread reads it.
    assert_eq!(socket_last_error(&*socket), SOCKET_EPIPE);
}

#[test]
fn clearing_in_one_thread_leaves_the_other() {
    let _socket = failed();

    thread::spawn(|| socket_clear_error(None)).join().unwrap();
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
}

// SR01, SR02, SR03, SR06.
#[test]
fn every_code_has_a_text() {
    for (code, text) in [
        (0, "Success"),
        (1, "Operation not permitted"),
        (SOCKET_EAGAIN, "Resource temporarily unavailable"),
        (SOCKET_ECONNREFUSED, "Connection refused"),
        (SOCKET_EINPROGRESS, "Operation now in progress"),
        (-1, "Unknown error -1"),
        (99_999, "Unknown error 99999"),
        (-9999, "Unknown error -9999"),
        (-10_000, "Unknown error -10000"),
        (-10_001, "Unknown host"),
        (-10_002, "Host name lookup failure"),
        (-10_003, "Unknown server error"),
        (-10_004, "No address associated with name"),
        (-10_005, "Unknown resolver error"),
        (-20_000, "Unknown resolver error"),
        (i32::MIN, "Unknown resolver error"),
        (i32::MAX, "Unknown error 2147483647"),
    ] {
        assert_eq!(socket_strerror(code), text);
    }
}

#[test]
fn every_text_is_the_one_of_php() {
    if !has_php("last_error::every_text_is_the_one_of_php") {
        return;
    }
    let codes = || (-10_010..=-9_995).chain(-5..=200);
    let program = "foreach ([...range(-10010, -9995), ...range(-5, 200)] as $code)
        echo $code, ' ', socket_strerror($code), PHP_EOL;";

    let ours: String = codes()
        .map(|code| format!("{code} {}\n", socket_strerror(code)))
        .collect();
    assert_eq!(ours, php(program));
}
