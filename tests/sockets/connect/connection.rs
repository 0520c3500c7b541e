//! `socket_connect` that succeeds, or fails at once.

use php_sockets::*;

use crate::common::*;

const REFUSED: &str = "socket_connect(): unable to connect [111]: Connection refused";

#[test]
fn a_client_is_connected_before_the_server_accepts() {
    let (server, client) = (listener(), tcp());
    socket_clear_error(None);

    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();

    assert_eq!(socket_write(&client, "early", None).unwrap(), 5);
    assert_eq!(
        (socket_last_error(&client), socket_last_error(None)),
        (0, 0)
    );
    let accepted = socket_accept(&server).unwrap();
    assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"early");
}

// CN27.
#[test]
fn every_spelling_of_this_machine_leads_to_it() {
    let server = listener();

    for address in ["127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433"] {
        let client = tcp();
        socket_connect(&client, address, port(&server)).unwrap();
        let peer = socket_getpeername(&client).unwrap();
        assert_eq!(peer, socket_getsockname(&server).unwrap(), "{address}");
    }
}

#[test]
fn ipv6_connects_to_ipv6_and_mapped_to_ipv4() {
    if !has_ipv6("connect::connection::ipv6_connects_to_ipv6_and_mapped_to_ipv4") {
        return;
    }

    let (server, server6) = (listener(), tcp6());
    socket_bind(&server6, "::1", 0).unwrap();
    socket_listen(&server6, None).unwrap();

    for (server, address) in [(&server6, "::1"), (&server, "::ffff:127.0.0.1")] {
        let client = tcp6();
        socket_connect(&client, address, port(server)).unwrap();
        let peer = socket_getpeername(&client).unwrap();
        assert_eq!(
            (peer.address(), peer.port()),
            (address.into(), Some(port(server)))
        );
    }
}

// CN39.
#[test]
fn a_socket_can_be_connected_to_itself() {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();

    socket_connect(&socket, "127.0.0.1", port(&socket)).unwrap();

    socket_write(&socket, "me", None).unwrap();
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"me");
}

// CN02.
#[test]
fn where_nobody_listens_the_connection_is_refused() {
    let (port, _keeper) = closed_port();

    let error = assert_fails(
        &tcp(),
        |tcp| socket_connect(tcp, "127.0.0.1", port),
        REFUSED,
    );
    assert_eq!(error.code(), SOCKET_ECONNREFUSED);
    assert_eq!(error.name(), Some("ECONNREFUSED"));
}

// CN03, CN04.
#[test]
fn an_ip_address_needs_a_port() {
    for (socket, address, family) in [
        (tcp(), "127.0.0.1", "AF_INET"),
        (udp(), "no host", "AF_INET"),
        (tcp6(), "::1", "AF_INET6"),
    ] {
        let error = assert_refused(
            &socket,
            |socket| socket_connect(socket, address, None),
            ErrorKind::ValueError,
            &format!(
                "socket_connect(): Argument #3 ($port) cannot be null when the socket type is \
                 {family}"
            ),
        );
        assert_eq!(error.argument(), Some((3, "port")));
    }
}

// BI07, BI08, BI17: connecting reads an address as binding does.
#[test]
fn what_is_no_name_is_not_looked_up() {
    const UNKNOWN: &str = "Host lookup failed [-10000]: Unknown error -10000";
    const SERVER: &str = "Host lookup failed [-10003]: Unknown server error";

    for (address, text) in [(&*"a".repeat(256), UNKNOWN), ("::1", UNKNOWN), ("", SERVER)] {
        assert_fails(
            &tcp(),
            |socket| socket_connect(socket, address, 80),
            &format!("socket_connect(): {text}"),
        );
    }
}

// CN07, CN31.
#[test]
fn a_socket_is_connected_once() {
    let (client, accepted) = connected();
    let server = listener();

    for socket in [client, accepted, server] {
        let error = assert_fails(
            &socket,
            |socket| socket_connect(socket, "127.0.0.1", port(socket)),
            "socket_connect(): unable to connect [106]: Transport endpoint is already connected",
        );
        assert_eq!(error.code(), SOCKET_EISCONN);
    }
}

#[test]
fn without_a_way_a_peer_cannot_be_reached() {
    let name = "connect::connection::without_a_way_a_peer_cannot_be_reached";
    if !in_namespace(name, "ip route add unreachable 198.51.100.0/24") {
        return;
    }

    for (address, code, text) in [
        (
            "192.0.2.1",
            SOCKET_ENETUNREACH,
            "[101]: Network is unreachable",
        ),
        (
            "198.51.100.1",
            SOCKET_EHOSTUNREACH,
            "[113]: No route to host",
        ),
    ] {
        let error = assert_fails(
            &tcp(),
            |socket| socket_connect(socket, address, 80),
            &format!("socket_connect(): unable to connect {text}"),
        );
        assert_eq!(error.code(), code);
    }
}

// CN18.
#[test]
fn a_datagram_socket_is_connected_without_a_word() {
    let (nobody, _keeper) = closed_port();
    let socket = udp();

    socket_connect(&socket, "127.0.0.1", nobody).unwrap();
    assert_eq!(socket_getpeername(&socket).unwrap().port(), Some(nobody));
    assert_eq!(socket_getsockname(&socket).unwrap().address(), "127.0.0.1");
}

#[test]
fn a_connected_datagram_socket_hears_its_peer_only() {
    let (here, there, stranger) = (bound_udp(), bound_udp(), udp());
    for (from, to) in [(&here, &there), (&there, &here), (&stranger, &here)] {
        socket_connect(from, "127.0.0.1", port(to)).unwrap();
    }

    // Refused: the kernel answers that no socket there receives from others.
    socket_write(&stranger, "noise", None).unwrap();
    assert_fails(
        &stranger,
        |stranger| socket_read(stranger, 10, None),
        "socket_read(): unable to read from socket [111]: Connection refused",
    );
    socket_write(&there, "word", None).unwrap();
    assert_eq!(socket_read(&here, 10, None).unwrap(), b"word");
}

// CN19.
#[test]
fn broadcast_must_be_allowed() {
    let socket = udp();
    let error = assert_fails(
        &socket,
        |socket| socket_connect(socket, "127.255.255.255", 9),
        "socket_connect(): unable to connect [13]: Permission denied",
    );
    assert_eq!(error.code(), SOCKET_EACCES);

    socket_set_option(&socket, SOL_SOCKET, SO_BROADCAST, 1).unwrap();
    socket_connect(&socket, "127.255.255.255", 9).unwrap();
}

// CN11.
#[test]
fn a_path_must_exist() {
    let folder = folder();

    let error = assert_fails(
        &unix(),
        |socket| socket_connect(socket, folder.path().join("none"), None),
        "socket_connect(): unable to connect [2]: No such file or directory",
    );
    assert_eq!(error.code(), SOCKET_ENOENT);
}

// CN12.
#[test]
fn at_a_path_someone_must_listen() {
    let folder = folder();
    let (path, file) = (folder.path().join("socket"), folder.path().join("file"));
    let bound = unix();
    socket_bind(&bound, &path, None).unwrap();
    std::fs::write(&file, "").unwrap();

    for path in [path, file] {
        assert_fails(&unix(), |unix| socket_connect(unix, &path, None), REFUSED);
    }
}

// CN14.
#[test]
fn a_unix_socket_connects_to_its_own_type() {
    let folder = folder();
    let path = folder.path().join("socket");
    let server = unix();
    socket_bind(&server, &path, None).unwrap();
    socket_listen(&server, None).unwrap();

    let error = assert_fails(
        &unix_datagram(),
        |socket| socket_connect(socket, &path, None),
        "socket_connect(): unable to connect [91]: Protocol wrong type for socket",
    );
    assert_eq!(error.code(), SOCKET_EPROTOTYPE);
    socket_connect(&unix(), &path, 80).unwrap();
}

// CN15.
#[test]
fn a_unix_address_of_108_bytes_is_too_long() {
    for address in ["a".repeat(108), format!("\0{}", "a".repeat(107))] {
        assert_refused(
            &unix(),
            |socket| socket_connect(socket, &address, None),
            ErrorKind::ValueError,
            "socket_connect(): Argument #2 ($address) must be less than 108",
        );
    }
    // One byte less reaches the system.
    assert_fails(
        &unix(),
        |socket| socket_connect(socket, "a".repeat(107), None),
        "socket_connect(): unable to connect [2]: No such file or directory",
    );
}

// CN16.
#[test]
fn the_empty_path_is_no_address() {
    let error = assert_fails(
        &unix(),
        |socket| socket_connect(socket, "", None),
        "socket_connect(): unable to connect [22]: Invalid argument",
    );
    assert_eq!(error.code(), SOCKET_EINVAL);
}

// CN17.
#[test]
fn an_abstract_name_may_hold_any_bytes_and_be_as_long_as_a_path() {
    let name = format!("\0{} connect \0\n ", std::process::id());
    let longest = format!("{name:a<107}");

    for name in [name, longest] {
        let (server, client) = (unix(), unix());
        socket_bind(&server, &name, None).unwrap();
        socket_listen(&server, None).unwrap();
        socket_connect(&client, &name, None).unwrap();

        assert_eq!(socket_getpeername(&client).unwrap().address(), *name);
    }
}
