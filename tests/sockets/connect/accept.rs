//! `socket_accept`.

use std::net::TcpListener;
use std::time::Duration;

use php_sockets::*;
use socket2::SockRef;

use crate::common::*;

const FAILED: &str = "socket_accept(): unable to accept incoming connection";

// AC04b.
#[test]
fn the_accepted_socket_is_connected_to_the_client() {
    let (server, client) = (listener(), tcp());
    socket_clear_error(None);
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();

    let accepted = socket_accept(&server).unwrap();

    let (here, there) = (socket_getsockname, socket_getpeername);
    assert_eq!(there(&accepted).unwrap(), here(&client).unwrap());
    assert_eq!(here(&accepted).unwrap(), here(&server).unwrap());
    let errors = [socket_last_error(&accepted), socket_last_error(None)];
    assert_eq!((errors, socket_last_error(&server)), ([0, 0], 0));
    socket_write(&client, "Ho", None).unwrap();
    assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"Ho");
}

#[test]
fn connections_come_in_the_order_they_were_made() {
    let folder = folder();
    let (server, clients) = (unix(), [unix(), unix(), unix()]);
    socket_bind(&server, folder.path().join("server"), None).unwrap();
    socket_listen(&server, 4).unwrap();
    for (index, client) in clients.iter().enumerate() {
        socket_bind(client, folder.path().join(index.to_string()), None).unwrap();
        socket_connect(client, folder.path().join("server"), None).unwrap();
    }

    for client in &clients {
        let peer = socket_getpeername(&socket_accept(&server).unwrap());
        assert_eq!(peer.unwrap(), socket_getsockname(client).unwrap());
    }
}

#[test]
fn an_accepted_socket_is_of_the_family_of_the_listener() {
    if !has_ipv6("connect::accept::an_accepted_socket_is_of_the_family_of_the_listener") {
        return;
    }

    let server = tcp6();
    socket_bind(&server, "::1", 0).unwrap();
    socket_listen(&server, None).unwrap();
    let client = tcp6();
    socket_connect(&client, "::1", port(&server)).unwrap();

    let accepted = socket_accept(&server).unwrap();

    // Its family decides how the next address is read.
    assert_refused(
        &accepted,
        |accepted| socket_connect(accepted, "::1", None),
        ErrorKind::ValueError,
        "socket_connect(): Argument #3 ($port) cannot be null when the socket type is AF_INET6",
    );
}

/// The next connection of a listener, and whether it is non-blocking.
fn accept_next(server: &Socket) -> (Socket, bool) {
    let client = tcp();
    socket_connect(&client, "127.0.0.1", port(server)).unwrap();
    wait_readable(server);

    let accepted = socket_accept(server).unwrap();
    let nonblocking = SockRef::from(&accepted).nonblocking().unwrap();
    (accepted, nonblocking)
}

// AC05c, AC11.
#[test]
fn the_accepted_socket_is_non_blocking_if_the_listener_is() {
    let (server, client) = (listener(), tcp());
    socket_set_nonblock(&server).unwrap();
    assert_silent(&server, socket_accept, SOCKET_EAGAIN);
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    wait_readable(&server);

    let accepted = socket_accept(&server).unwrap();

    assert!(SockRef::from(&accepted).nonblocking().unwrap());
    assert!(SockRef::from(&server).nonblocking().unwrap());
    // A success clears no last error, and a new socket has none.
    assert_eq!(socket_last_error(&server), SOCKET_EAGAIN);
    assert_eq!(socket_last_error(None), SOCKET_EAGAIN);
    assert_eq!(socket_last_error(&accepted), 0);
}

#[test]
fn a_listener_that_blocks_again_accepts_sockets_that_block() {
    let server = listener();
    assert!(!accept_next(&server).1);
    socket_set_nonblock(&server).unwrap();
    assert!(accept_next(&server).1);
    socket_set_block(&server).unwrap();
    assert!(!accept_next(&server).1);
}

#[test]
fn an_imported_listener_hands_on_the_mode_that_it_has_then() {
    for nonblocking in [false, true] {
        let std = TcpListener::bind("127.0.0.1:0").unwrap();
        std.set_nonblocking(nonblocking).unwrap();
        let server = socket_import_stream(std).unwrap();
        assert_eq!(accept_next(&server).1, nonblocking);

        // As in PHP, a change that is not made by these functions is not seen.
        SockRef::from(&server)
            .set_nonblocking(!nonblocking)
            .unwrap();
        assert_eq!(accept_next(&server).1, nonblocking);
    }
}

#[test]
fn the_mode_from_the_creation_is_not_handed_on() {
    let server = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0).unwrap();
    socket_bind(&server, "127.0.0.1", 0).unwrap();
    socket_listen(&server, 1).unwrap();

    assert!(!accept_next(&server).1);
    assert_silent(&server, socket_accept, SOCKET_EAGAIN);
}

#[test]
fn a_time_limit_does_nothing_to_an_accepted_socket_that_does_not_block() {
    let server = listener();
    socket_set_nonblock(&server).unwrap();
    let client = tcp();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    wait_readable(&server);
    let accepted = socket_accept(&server).unwrap();

    let long = Duration::from_secs(60);
    socket_set_option(&accepted, SOL_SOCKET, SO_RCVTIMEO, long).unwrap();
    assert_silent(
        &accepted,
        |accepted| socket_read(accepted, 10, None),
        SOCKET_EAGAIN,
    );
}

// AC01.
#[test]
fn a_socket_that_does_not_listen_accepts_nothing() {
    for socket in [tcp(), unix(), connected().0] {
        let error = assert_fails(
            &socket,
            socket_accept,
            &format!("{FAILED} [22]: Invalid argument"),
        );
        assert_eq!(error.code(), SOCKET_EINVAL);
    }
}

// AC02.
#[test]
fn a_datagram_socket_accepts_nothing() {
    let text = format!("{FAILED} [95]: Operation not supported");

    for socket in [udp(), bound_udp(), unix_datagram()] {
        let error = assert_fails(&socket, socket_accept, &text);
        assert_eq!(error.code(), SOCKET_EOPNOTSUPP);
    }
}

// AC03.
#[test]
fn an_empty_queue_would_block() {
    let server = listener();
    socket_set_nonblock(&server).unwrap();

    let error = assert_silent(&server, socket_accept, SOCKET_EAGAIN);
    assert!(error.is_would_block());
    let text = format!("{FAILED} [11]: Resource temporarily unavailable");
    assert_eq!(error.to_string(), text);
}

// AC06.
#[test]
fn waiting_ends_with_the_time_out() {
    let server = listener();
    let timeout = Duration::from_millis(8);
    socket_set_option(&server, SOL_SOCKET, SO_RCVTIMEO, timeout).unwrap();

    let start = std::time::Instant::now();
    assert_silent(&server, socket_accept, SOCKET_EAGAIN);
    // The kernel counts in ticks, and the last may be short: it was 0.7 ms too early.
    assert!(start.elapsed() >= timeout / 2);
}

// MX48.
#[test]
fn the_accepted_socket_has_the_options_of_the_listener() {
    let (server, client) = (listener(), tcp());
    let timeout = Timeout {
        sec: 0,
        usec: 300_000,
    };
    socket_set_option(&server, SOL_SOCKET, SO_RCVTIMEO, timeout).unwrap();
    socket_set_option(&server, SOL_SOCKET, SO_KEEPALIVE, 1).unwrap();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();

    let accepted = socket_accept(&server).unwrap();
    let option = |option| socket_get_option(&accepted, SOL_SOCKET, option).unwrap();
    assert_eq!(option(SO_RCVTIMEO), timeout);
    assert_eq!(option(SO_KEEPALIVE), 1);
}

// AC07.
#[test]
fn a_listener_that_was_shut_down_accepts_nothing() {
    let server = listener();
    socket_shutdown(&server, None).unwrap();

    assert_fails(
        &server,
        socket_accept,
        &format!("{FAILED} [22]: Invalid argument"),
    );
}

// AC08.
#[test]
fn at_the_limit_the_connection_stays_in_the_queue() {
    let name = "connect::accept::at_the_limit_the_connection_stays_in_the_queue";
    if !in_child(name) {
        return;
    }
    let (server, client) = (listener(), tcp());
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();

    let text = format!("{FAILED} [24]: Too many open files");
    let error = without_descriptors(|| assert_fails(&server, socket_accept, &text));

    assert_eq!(error.code(), SOCKET_EMFILE);
    let accepted = socket_accept(&server).unwrap();
    let peer = socket_getpeername(&accepted).unwrap();
    assert_eq!(peer, socket_getsockname(&client).unwrap());
}

// AC10.
#[test]
fn a_unix_client_need_not_have_a_name() {
    let folder = folder();
    let (server, client) = (unix(), unix());
    socket_bind(&server, folder.path().join("socket"), None).unwrap();
    socket_listen(&server, None).unwrap();
    socket_connect(&client, folder.path().join("socket"), None).unwrap();

    let accepted = socket_accept(&server).unwrap();
    assert_eq!(socket_getpeername(&accepted).unwrap(), Address::Unnamed);
}

// AC15.
#[test]
fn a_signal_ends_the_wait() {
    if !in_child("connect::accept::a_signal_ends_the_wait") {
        return;
    }
    let server = listener();
    let timeout = Duration::from_secs(30);
    socket_set_option(&server, SOL_SOCKET, SO_RCVTIMEO, timeout).unwrap();

    let text = format!("{FAILED} [4]: Interrupted system call");
    let error = with_signals(|| assert_fails(&server, socket_accept, &text));

    assert_eq!(error.code(), SOCKET_EINTR);
    assert!(error.is_interrupted());
}
