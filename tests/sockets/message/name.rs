//! The name of a message: its receiver or its sender.

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::path::PathBuf;

use php_sockets::*;

use super::{message, receive};
use crate::common::*;

/// The message `x` to an address.
fn to(name: impl Into<Option<Address>>) -> Message<'static> {
    Message {
        name: name.into(),
        ..message("x", None)
    }
}

fn path(path: impl Into<PathBuf>) -> Address {
    Address::Path(path.into())
}

fn ip(address: &str) -> Address {
    Address::Ip(address.parse().unwrap())
}

/// Sends from one to the other by its name, and compares the sender.
#[track_caller]
fn assert_arrives(from: &Socket, to_whom: &Socket) {
    let name = socket_getsockname(to_whom).unwrap();
    assert_eq!(socket_sendmsg(from, &to(name), None).unwrap(), 1);
    wait_readable(to_whom);

    let message = receive(to_whom);
    assert_eq!(message.iov, [b"x"]);
    let name = message.name.unwrap();
    assert_eq!(name, socket_getsockname(from).unwrap());
}

/// A name that is wrong for `socket`.
#[track_caller]
fn assert_wrong(socket: &Socket, name: Address, text: &str) {
    assert_unrecorded(
        socket,
        |socket| socket_sendmsg(socket, &to(name), None),
        ErrorKind::Warning,
        &format!("socket_sendmsg(): error converting user data (path: msghdr > name{text}"),
    );
}

// SM07, RM12.
#[test]
fn a_datagram_is_for_an_address_and_from_one() {
    for address in loopbacks("message::name::a_datagram_is_for_an_address_and_from_one") {
        let [one, other] = [(); 2].map(|()| {
            let socket = socket_create(family(address), SOCK_DGRAM, SOL_UDP).unwrap();
            socket_bind(&socket, address, 0).unwrap();
            socket
        });
        assert_arrives(&one, &other);
    }
}

#[test]
fn a_unix_datagram_is_for_a_path_and_from_one() {
    let folder = folder();
    let bound = |name: &str| {
        let socket = unix_datagram();
        let path = folder.path().join(name);
        socket_bind(&socket, path.to_str().unwrap(), 0).unwrap();
        socket
    };
    let (one, other) = (bound("one"), bound("other"));
    assert_arrives(&one, &other);
}

// SM17.
#[test]
fn a_unix_datagram_is_for_an_abstract_name_and_from_one() {
    let bound = |name: &str| {
        let socket = unix_datagram();
        let name = format!("\0php-sockets {} {name}", std::process::id());
        socket_bind(&socket, &name, 0).unwrap();
        socket
    };
    let (one, other) = (bound("one"), bound("with\0null"));
    assert_arrives(&one, &other);
    assert_arrives(&other, &one);
}

// RM19.
#[test]
fn a_socket_without_a_name_sends_none() {
    let (one, other) = pair_of(SOCK_DGRAM);
    let (client, accepted) = connected();

    for (from, to_whom) in [(one, other), (client, accepted)] {
        socket_sendmsg(&from, &to(None), None).unwrap();
        wait_readable(&to_whom);
        let mut message = to(ip("192.0.2.1:9"));
        message.controllen = 1;
        socket_recvmsg(&to_whom, &mut message, None).unwrap();
        assert_eq!((message.name, message.iov), (None, vec![b"x".into()]));
    }
}

// SM47.
#[test]
fn an_ipv6_socket_sends_to_ipv4_too() {
    let (peer, socket) = (bound_udp(), udp6());
    let name = socket_getsockname(&peer).unwrap();

    assert_eq!(socket_sendmsg(&socket, &to(name), None).unwrap(), 1);
    let local = socket_getsockname(&socket).unwrap();
    let expected = format!("127.0.0.1:{}", local.port().unwrap());
    wait_readable(&peer);
    assert_eq!(receive(&peer).name, Some(ip(&expected)));
}

#[test]
fn the_name_of_an_ipv6_peer_has_its_scope() {
    let setup = "
        ip addr add fe80::1/64 dev one nodad
        ip addr add fe80::2/64 dev two nodad";
    let test = "message::name::the_name_of_an_ipv6_peer_has_its_scope";
    if !in_namespace_with_cable(test, setup) {
        return;
    }

    let index = |name| nix::net::if_::if_nametoindex(name).unwrap();
    let (socket, peer) = (udp6(), udp6());
    socket_bind(&peer, "::", 0).unwrap();
    let other: Ipv6Addr = "fe80::2".parse().unwrap();
    let name = SocketAddrV6::new(other, port(&peer), 0, index("one"));
    socket_sendmsg(&socket, &to(Address::Ip(name.into())), None).unwrap();

    wait_readable(&peer);
    let Some(Address::Ip(SocketAddr::V6(from))) = receive(&peer).name else {
        panic!("no name");
    };
    assert_eq!(from.ip(), &"fe80::1".parse::<Ipv6Addr>().unwrap());
    assert_eq!(from.scope_id(), index("two"));
}

// SM42: without a port there is no receiver.
#[test]
fn not_every_address_is_somebody() {
    for (socket, name, text) in [
        (udp(), ip("0.0.0.0:0"), "[22]: Invalid argument"),
        (
            unix_datagram(),
            path("/nosuch.socket"),
            "[2]: No such file or directory",
        ),
    ] {
        assert_fails(
            &socket,
            |socket| socket_sendmsg(socket, &to(name), None),
            &format!("socket_sendmsg(): Error in sendmsg {text}"),
        );
    }
}

// SM18.
#[test]
fn a_path_is_relative_to_the_folder_of_this_process() {
    assert_fails(
        &unix_datagram(),
        |socket| socket_sendmsg(socket, &to(path("nosuch.sock")), None),
        "socket_sendmsg(): Error in sendmsg [2]: No such file or directory",
    );
}

// SM11, SM13.
#[test]
fn a_name_is_of_the_family_of_the_socket() {
    let not =
        |family| format!("): the specified family ({family}) is not supported on this socket");

    assert_wrong(&udp(), ip("[::1]:9"), &not("AF_INET6"));
    assert_wrong(&udp(), path("x"), &not("AF_UNIX"));
    assert_wrong(&udp6(), Address::Abstract(b"x".into()), &not("AF_UNIX"));
    assert_wrong(&unix_datagram(), ip("127.0.0.1:9"), &not("number 2"));
    assert_wrong(&unix_datagram(), ip("[::1]:9"), &not("AF_INET6"));
}

// SM15b, SM16.
#[test]
fn a_path_has_at_most_107_bytes_and_one_at_least() {
    let empty = " > path): the path is must not be empty";
    let long = " > path): the path is too long, the maximum permitted length is 107";
    let null = " > path): the path must not contain any null bytes";
    let socket = unix_datagram();

    assert_wrong(&socket, path(""), empty);
    assert_wrong(&socket, Address::Unnamed, empty);
    assert_wrong(&socket, path("a".repeat(108)), long);
    assert_wrong(&socket, Address::Abstract(vec![b'a'; 107]), long);
    assert_wrong(&socket, path("/tmp/a\0b"), null);
    for (name, text) in [
        (path("a".repeat(107)), "[2]: No such file or directory"),
        (
            Address::Abstract(vec![b'a'; 106]),
            "[111]: Connection refused",
        ),
    ] {
        assert_fails(
            &socket,
            |socket| socket_sendmsg(socket, &to(name), None),
            &format!("socket_sendmsg(): Error in sendmsg {text}"),
        );
    }
}
