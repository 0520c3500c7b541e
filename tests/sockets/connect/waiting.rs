//! `socket_connect` that has to wait, and that does not wait.

use std::time::Duration;

use nix::poll::PollFlags;
use php_sockets::*;

use crate::common::*;

/// A TCP server whose queue is full, so that every client has to wait; and the client
/// that keeps it so.
fn full_tcp_listener() -> (Socket, Socket) {
    let (server, client) = (tcp(), tcp());
    socket_bind(&server, "127.0.0.1", 0).unwrap();
    socket_listen(&server, 0).unwrap();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    // The client is connected; its connection may not be in the queue yet.
    wait_readable(&server);
    (server, client)
}

/// A TCP socket that does not block, while it connects to a port.
fn connecting(port: u16) -> Socket {
    let socket = tcp();
    socket_set_nonblock(&socket).unwrap();
    assert_silent(
        &socket,
        |socket| socket_connect(socket, "127.0.0.1", port),
        SOCKET_EINPROGRESS,
    );
    socket
}

// CN05, CN06, CN07.
#[test]
fn a_connection_can_be_made_without_waiting() {
    let server = listener();
    let client = connecting(port(&server));

    wait_for(&client, PollFlags::POLLOUT);
    assert_eq!(socket_get_option(&client, SOL_SOCKET, SO_ERROR).unwrap(), 0);
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    assert_eq!(socket_last_error(&client), SOCKET_EINPROGRESS);
    assert_fails(
        &client,
        |client| socket_connect(client, "127.0.0.1", port(&server)),
        "socket_connect(): unable to connect [106]: Transport endpoint is already connected",
    );
}

// CN08.
#[test]
fn a_connection_that_fails_later_tells_once_as_an_option() {
    let (port, _keeper) = closed_port();
    let client = connecting(port);

    wait_for(&client, PollFlags::POLLOUT);
    for code in [SOCKET_ECONNREFUSED, 0] {
        let answer = socket_get_option(&client, SOL_SOCKET, SO_ERROR).unwrap();
        assert_eq!(answer, code);
    }
    assert_eq!(socket_last_error(&client), SOCKET_EINPROGRESS);
}

// CN09.
#[test]
fn a_connection_that_fails_later_tells_at_the_next_call() {
    let (port, _keeper) = closed_port();
    let client = connecting(port);

    wait_for(&client, PollFlags::POLLOUT);
    assert_fails(
        &client,
        |client| socket_connect(client, "127.0.0.1", port),
        "socket_connect(): unable to connect [111]: Connection refused",
    );
}

// CN41.
#[test]
fn while_a_connection_is_being_made_there_is_no_second() {
    let (server, _queued) = full_tcp_listener();
    let client = connecting(port(&server));

    let error = assert_fails(
        &client,
        |client| socket_connect(client, "127.0.0.1", port(&server)),
        "socket_connect(): unable to connect [114]: Operation already in progress",
    );
    assert_eq!(error.code(), SOCKET_EALREADY);
}

// CN21.
#[test]
fn waiting_ends_with_the_time_out() {
    let (server, _queued) = full_tcp_listener();
    let client = tcp();
    let timeout = Duration::from_millis(8);
    socket_set_option(&client, SOL_SOCKET, SO_SNDTIMEO, timeout).unwrap();

    let error = assert_silent(
        &client,
        |client| socket_connect(client, "127.0.0.1", port(&server)),
        SOCKET_EINPROGRESS,
    );
    let text = "socket_connect(): unable to connect [115]: Operation now in progress";
    assert_eq!(error.to_string(), in_words_of_libc(text));
    assert!(!error.is_would_block());
}

// CN22.
#[test]
fn where_nobody_answers_the_system_gives_up() {
    let (server, _queued) = full_tcp_listener();
    let client = tcp();
    // In milliseconds; the default is minutes.
    socket_set_option(&client, SOL_TCP, TCP_USER_TIMEOUT, 1).unwrap();

    let error = assert_fails(
        &client,
        |client| socket_connect(client, "127.0.0.1", port(&server)),
        "socket_connect(): unable to connect [110]: Connection timed out",
    );
    assert_eq!(error.code(), SOCKET_ETIMEDOUT);
}

// CN20, CN42.
#[test]
fn a_unix_socket_would_block_while_the_queue_is_full() {
    let folder = folder();
    let path = folder.path().join("socket");
    let (server, queued, client, timed) = (unix(), unix(), unix(), unix());
    socket_bind(&server, &path, None).unwrap();
    socket_listen(&server, 0).unwrap();
    socket_connect(&queued, &path, None).unwrap();
    let connect = |client: &Socket| socket_connect(client, &path, None);

    socket_set_nonblock(&client).unwrap();
    let error = assert_silent(&client, connect, SOCKET_EAGAIN);
    assert!(error.is_would_block());
    assert_eq!(
        error.to_string(),
        "socket_connect(): unable to connect [11]: Resource temporarily unavailable",
    );

    let timeout = Duration::from_millis(8);
    socket_set_option(&timed, SOL_SOCKET, SO_SNDTIMEO, timeout).unwrap();
    assert_silent(&timed, connect, SOCKET_EAGAIN);

    // There is room again.
    socket_accept(&server).unwrap();
    connect(&client).unwrap();
}

// CN38.
#[test]
fn a_signal_ends_the_wait() {
    if !in_child("connect::waiting::a_signal_ends_the_wait") {
        return;
    }
    let (server, _queued) = full_tcp_listener();
    let client = tcp();
    let timeout = Duration::from_secs(30);
    socket_set_option(&client, SOL_SOCKET, SO_SNDTIMEO, timeout).unwrap();
    let port = port(&server);

    let error = with_signals(|| {
        assert_fails(
            &client,
            |client| socket_connect(client, "127.0.0.1", port),
            "socket_connect(): unable to connect [4]: Interrupted system call",
        )
    });
    assert_eq!(error.code(), SOCKET_EINTR);
    assert!(error.is_interrupted());
}
