//! `socket_connect`; in the files beside it `socket_bind`, `socket_listen`,
//! `socket_accept` and `socket_shutdown`; and what they have in common.

mod accept;
mod bind;
mod bind_unix;
mod both_families;
mod connection;
mod listen;
mod shutdown;
mod waiting;

use php_sockets::*;

use crate::common::*;

/// Ends a connection whose other side has ended, and returns what shows that the
/// peer's kernel has answered: until then shutting down succeeds, repeated or not.
fn shut_down_until_gone(socket: &Socket) -> Error {
    let error = (0..10_000_000).find_map(|_| socket_shutdown(socket, SHUT_WR).err());
    error.expect("the end of the connection")
}

// BI15b, CN23: unlike PHP, whose socket_connect takes 70000 for 4464.
#[test]
fn every_port_number_is_passed_on_as_it_is() {
    let socket = udp();

    for port in [1, 80, 4464, 8001, 32768, u16::MAX] {
        socket_connect(&socket, "127.0.0.1", port).unwrap();
        assert_eq!(socket_getpeername(&socket).unwrap().port(), Some(port));
    }
}

#[test]
fn a_returned_path_can_be_passed_on() {
    let folder = folder();
    let server = unix();
    socket_bind(&server, folder.path().join("socket"), None).unwrap();
    socket_listen(&server, 1).unwrap();
    let address = socket_getsockname(&server).unwrap();

    let client = unix();
    socket_connect(&client, &address, None).unwrap();
    assert_eq!(socket_getpeername(&client).unwrap(), address);
}

// As PHP's `$address` of a packet socket is the name of an interface.
#[test]
fn a_packet_address_is_its_name_to_other_sockets() {
    let socket = udp();
    let address = PacketAddress {
        name: "127.0.0.1".into(),
        ..PacketAddress::default()
    };
    socket_bind(&socket, &address, 0).unwrap();
    assert_eq!(socket_getsockname(&socket).unwrap().address(), "127.0.0.1");
}

// BI14, BI37: unlike PHP, which cuts the address off.
#[test]
fn an_address_with_a_null_byte_is_refused() {
    let folder = folder();
    let path = folder.path().join("socket").into_os_string();
    let path = [path.as_encoded_bytes(), b"\0tail"].concat();
    let path = String::from_utf8(path).unwrap();

    for (socket, address) in [
        (tcp(), "127.0.0.1\0junk"),
        (tcp(), "\0"),
        (tcp6(), "::1\0junk"),
        (unix(), path.as_str()),
    ] {
        assert_refused(
            &socket,
            |socket| socket_bind(socket, address, 0),
            ErrorKind::ValueError,
            "socket_bind(): Argument #2 ($address) must not contain any null bytes",
        );
        assert_refused(
            &socket,
            |socket| socket_connect(socket, address, 80),
            ErrorKind::ValueError,
            "socket_connect(): Argument #2 ($address) must not contain any null bytes",
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

// AC01, AC03: unlike PHP, which records it for the process only.
#[test]
fn a_failed_accept_is_recorded_on_the_listener() {
    let (silent, deaf) = (listener(), tcp());
    socket_set_nonblock(&silent).unwrap();

    socket_accept(&silent).unwrap_err();
    socket_accept(&deaf).unwrap_err();

    assert_eq!(socket_last_error(&silent), SOCKET_EAGAIN);
    assert_eq!(socket_last_error(&deaf), SOCKET_EINVAL);
    assert_eq!(socket_last_error(None), SOCKET_EINVAL);
}
