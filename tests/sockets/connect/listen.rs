//! `socket_listen`.

use php_sockets::*;

use crate::common::*;

// LI03.
#[test]
fn an_unbound_socket_listens_on_every_address() {
    let socket = tcp();
    socket_listen(&socket, None).unwrap();

    let name = socket_getsockname(&socket).unwrap();
    assert_eq!(name.address(), "0.0.0.0");
    assert!(name.port() > Some(0));
}

// LI05.
#[test]
fn any_backlog_is_accepted_and_can_be_changed() {
    let (server, client) = (tcp(), tcp());
    socket_bind(&server, "127.0.0.1", 0).unwrap();

    for backlog in [
        Some(-5),
        None,
        Some(0),
        Some(i32::MAX),
        Some(i32::MIN),
        Some(1),
    ] {
        socket_listen(&server, backlog).unwrap();
    }
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    socket_accept(&server).unwrap();
}

#[test]
fn a_negative_backlog_is_the_longest_and_zero_the_shortest() {
    let folder = folder();

    // A queue of n holds n + 1 unix connections.
    for (backlog, room) in [
        (Some(-1), 20),
        (Some(SOMAXCONN), 20),
        (None, 1),
        (Some(2), 3),
    ] {
        let path = folder.path().join(format!("{backlog:?}"));
        let server = unix();
        socket_bind(&server, &path, None).unwrap();
        socket_listen(&server, backlog).unwrap();

        let clients: Vec<Socket> = (0..20).map(|_| unix()).collect();
        let connects = |client: &&Socket| {
            socket_set_nonblock(client).unwrap();
            socket_connect(client, &path, None).is_ok()
        };
        assert_eq!(clients.iter().filter(connects).count(), room, "{backlog:?}");
    }
}

// LI02.
#[test]
fn datagram_socket_cannot_listen() {
    for socket in [bound_udp(), udp(), unix_datagram()] {
        let error = assert_fails(
            &socket,
            |socket| socket_listen(socket, None),
            "socket_listen(): unable to listen on socket [95]: Operation not supported",
        );
        assert_eq!(error.code(), SOCKET_EOPNOTSUPP);
    }
}

// LI04, LI07.
#[test]
fn a_nameless_unix_socket_and_a_connected_one_cannot_listen() {
    let (client, _accepted) = connected();

    for socket in [unix(), client] {
        let error = assert_fails(
            &socket,
            |socket| socket_listen(socket, None),
            "socket_listen(): unable to listen on socket [22]: Invalid argument",
        );
        assert_eq!(error.code(), SOCKET_EINVAL);
    }
}

#[test]
fn two_sockets_cannot_listen_on_one_address() {
    let (first, second) = (tcp(), tcp());
    for socket in [&first, &second] {
        // With it both can be bound, but only one can listen.
        socket_set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1).unwrap();
    }
    socket_bind(&first, "127.0.0.1", 0).unwrap();
    socket_bind(&second, "127.0.0.1", port(&first)).unwrap();
    socket_listen(&first, None).unwrap();

    let error = assert_fails(
        &second,
        |second| socket_listen(second, None),
        "socket_listen(): unable to listen on socket [98]: Address already in use",
    );
    assert_eq!(error.code(), SOCKET_EADDRINUSE);
}
