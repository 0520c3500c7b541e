//! Sockets from the results of a look-up.

use std::process::Command;

use php_sockets::*;

use super::streams;
use crate::common::*;

/// The first result for an address, a port and a type of socket.
#[track_caller]
fn found(host: &str, port: u16, ai_socktype: i32) -> AddressInfo {
    let hints = Hints {
        ai_socktype,
        ..Hints::default()
    };
    let found = socket_addrinfo_lookup(host, port.to_string().as_str(), hints).unwrap();
    found.into_iter().next().unwrap()
}

/// A failure that is recorded for the thread, because there is no socket.
#[track_caller]
fn assert_no_socket(call: impl FnOnce() -> Result<Socket>, text: &str) {
    socket_clear_error(None);
    let error = assert_error(call(), text);
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_ne!(error.code(), 0);
    assert_eq!(socket_last_error(None), error.code());
}

// AI19.
#[test]
fn a_socket_is_bound_to_a_result() {
    for host in loopbacks("addrinfo::sockets::a_socket_is_bound_to_a_result") {
        let family = family(host);
        for r#type in [SOCK_STREAM, SOCK_DGRAM] {
            let socket = socket_addrinfo_bind(&found(host, 0, r#type)).unwrap();
            let name = socket_getsockname(&socket).unwrap();
            assert_eq!(name.address(), host);
            assert_ne!(name.port(), Some(0));
            assert_eq!(socket_last_error(&socket), 0);

            for (option, value) in [(libc::SO_DOMAIN, family), (SO_TYPE, r#type)] {
                let answer = socket_get_option(&socket, SOL_SOCKET, option).unwrap();
                assert_eq!(answer, value);
            }
        }
    }
}

// AI21.
#[test]
fn a_socket_is_connected_to_a_result() {
    if !has_ipv6("addrinfo::sockets::a_socket_is_connected_to_a_result") {
        return;
    }

    let server = socket_addrinfo_bind(&found("::1", 0, SOCK_STREAM)).unwrap();
    socket_listen(&server, None).unwrap();

    let address = found("::1", port(&server), SOCK_STREAM);
    let client = socket_addrinfo_connect(&address).unwrap();
    let accepted = socket_accept(&server).unwrap();
    socket_write(&client, "Ho\n", None).unwrap();
    assert_eq!(
        socket_read(&accepted, 10, PHP_NORMAL_READ).unwrap(),
        b"Ho\n"
    );
    assert_eq!(socket_last_error(&client), 0);
}

#[test]
fn a_datagram_socket_is_connected_to_a_result() {
    let peer = bound_udp();
    let address = found("127.0.0.1", port(&peer), SOCK_DGRAM);

    let socket = socket_addrinfo_connect(&address).unwrap();
    socket_write(&socket, "x", None).unwrap();
    assert_eq!(socket_read(&peer, 10, None).unwrap(), b"x");
}

// AI20.
#[test]
fn an_address_in_use_cannot_be_bound() {
    let server = listener();
    assert_no_socket(
        || socket_addrinfo_bind(&found("127.0.0.1", port(&server), SOCK_STREAM)),
        "socket_addrinfo_bind(): Unable to bind address [98]: Address already in use",
    );
}

#[test]
fn an_address_of_another_machine_cannot_be_bound() {
    // Of a network that is reserved for documentation, see RFC 5737.
    assert_no_socket(
        || socket_addrinfo_bind(&found("203.0.113.1", 0, SOCK_DGRAM)),
        "socket_addrinfo_bind(): Unable to bind address [99]: Cannot assign requested address",
    );
}

// AI22.
#[test]
fn where_nobody_listens_a_connection_is_refused() {
    let (port, _keeper) = closed_port();
    assert_no_socket(
        || socket_addrinfo_connect(&found("127.0.0.1", port, SOCK_STREAM)),
        "socket_addrinfo_connect(): Unable to connect address [111]: Connection refused",
    );
}

// AI23.
#[test]
fn at_the_limit_of_descriptors_there_is_no_socket() {
    let test = "addrinfo::sockets::at_the_limit_of_descriptors_there_is_no_socket";
    if !in_child(test) {
        return;
    }

    let address = found("127.0.0.1", 80, SOCK_STREAM);
    without_descriptors(|| {
        assert_no_socket(
            || socket_addrinfo_connect(&address),
            "socket_addrinfo_connect(): Unable to create socket [24]: Too many open files",
        );
        assert_no_socket(
            || socket_addrinfo_bind(&address),
            "socket_addrinfo_bind(): Unable to create socket [24]: Too many open files",
        );
    });
}

// AI24.
#[test]
fn a_raw_socket_needs_a_privilege() {
    let test = "addrinfo::sockets::a_raw_socket_needs_a_privilege";
    if !in_child_as_nobody(test) {
        return;
    }

    let hints = Hints {
        ai_socktype: SOCK_RAW,
        ai_protocol: 1,
        ..Hints::default()
    };
    let found = socket_addrinfo_lookup("127.0.0.1", None, hints).unwrap();
    assert_no_socket(
        || socket_addrinfo_bind(&found[0]),
        "socket_addrinfo_bind(): Unable to create socket [1]: Operation not permitted",
    );
    assert_no_socket(
        || socket_addrinfo_connect(&found[0]),
        "socket_addrinfo_connect(): Unable to create socket [1]: Operation not permitted",
    );
}

#[test]
fn a_failure_leaves_no_descriptor_behind() {
    let test = "addrinfo::sockets::a_failure_leaves_no_descriptor_behind";
    if !in_child(test) {
        return;
    }

    let (server, (closed, _keeper)) = (listener(), closed_port());
    let calls = || {
        socket_addrinfo_lookup("", None, None).unwrap_err();
        socket_addrinfo_bind(&found("127.0.0.1", port(&server), SOCK_STREAM)).unwrap_err();
        socket_addrinfo_connect(&found("127.0.0.1", closed, SOCK_STREAM)).unwrap_err();
        drop(socket_addrinfo_bind(&found("127.0.0.1", 0, SOCK_DGRAM)).unwrap());
        drop(socket_addrinfo_connect(&found("127.0.0.1", 9, SOCK_DGRAM)).unwrap());
    };
    // Once beforehand: the C library may open something that stays open.
    calls();
    let before = open_descriptors();
    calls();
    assert_eq!(open_descriptors(), before);
}

#[test]
fn a_program_we_start_inherits_no_socket() {
    let bound = socket_addrinfo_bind(&found("127.0.0.1", 0, SOCK_STREAM)).unwrap();
    socket_listen(&bound, None).unwrap();
    let address = found("127.0.0.1", port(&bound), SOCK_STREAM);
    let connected = socket_addrinfo_connect(&address).unwrap();
    let given = tcp();
    let known = crate::message::target(&given);

    let listing = Command::new("sh")
        .args(["-c", "ls -l /proc/self/fd"])
        .stdin(std::os::fd::OwnedFd::from(given))
        .output();
    let listing = said(&listing.unwrap());
    assert!(listing.contains(&known), "{listing}");
    for socket in [bound, connected] {
        let target = crate::message::target(&socket);
        assert!(!listing.contains(&target), "{target} in {listing}");
    }
}

#[test]
fn the_scope_of_a_result_is_used() {
    let setup = "
        ip addr add fe80::1/64 dev one nodad
        ip addr add fe80::2/64 dev two nodad
        until ip -6 route show table local | grep -q fe80::2; do :; done";
    let test = "addrinfo::sockets::the_scope_of_a_result_is_used";
    if !in_namespace_with_cable(test, setup) {
        return;
    }

    let bound = |host: &str| {
        let found = socket_addrinfo_lookup(host, None, streams()).unwrap();
        socket_addrinfo_bind(&found[0])
    };
    let server = bound("fe80::2%two").unwrap();
    socket_listen(&server, 16).unwrap();
    let name = socket_getsockname(&server).unwrap();
    let index = nix::net::if_::if_nametoindex("two").unwrap();
    assert_eq!(
        name.to_string(),
        format!("[fe80::2%{index}]:{}", port(&server))
    );
    assert_no_socket(
        || bound("fe80::2"),
        "socket_addrinfo_bind(): Unable to bind address [22]: Invalid argument",
    );
    assert_no_socket(
        || bound("fe80::2%one"),
        "socket_addrinfo_bind(): Unable to bind address [99]: Cannot assign requested address",
    );

    let address = found("fe80::2%one", port(&server), SOCK_STREAM);
    let client = socket_addrinfo_connect(&address).unwrap();
    let index = nix::net::if_::if_nametoindex("one").unwrap();
    let peer = socket_getpeername(&client).unwrap();
    assert_eq!(peer.address(), format!("fe80::2%{index}").as_str());

    // The address that a socket returns is one that can be connected to.
    let another = tcp6();
    socket_connect(&another, &peer, peer.port()).unwrap();
    assert_eq!(socket_getpeername(&another).unwrap(), peer);
}
