//! An address that is complete only with an interface can be used as it was read. PHP leaves
//! the interface out, and cannot use the rest.

use php_sockets::*;

use crate::common::*;

/// Such an address beside `::1`. The kernel adds the route to it a moment later.
const SETUP: &str = "
    ip addr add fe80::77/64 dev lo nodad
    until ip -6 route show table local | grep -q fe80::77; do :; done
";

/// A socket bound to it, and its name.
fn bound(r#type: i32) -> (Socket, Address) {
    let socket = socket_create(AF_INET6, r#type, 0).unwrap();
    socket_bind(&socket, "fe80::77%lo", 0).unwrap();
    let name = socket_getsockname(&socket).unwrap();
    assert!(name.to_string().starts_with("[fe80::77%1]:"), "{name}");
    (socket, name)
}

#[test]
fn a_servers_address_can_be_connected_to() {
    const NAME: &str = "name::link_local::a_servers_address_can_be_connected_to";
    if !in_namespace(NAME, SETUP) {
        return;
    }
    let (server, name) = bound(SOCK_STREAM);
    socket_listen(&server, 1).unwrap();

    let client = tcp6();
    socket_connect(&client, name.address(), name.port()).unwrap();
    let peer = socket_getpeername(&client).unwrap();
    assert_eq!(peer, name);

    // And so can what a client has read of its peer.
    let other = tcp6();
    socket_connect(&other, peer.address(), peer.port()).unwrap();
}

#[test]
fn an_address_can_be_bound_to_again() {
    if !in_namespace("name::link_local::an_address_can_be_bound_to_again", SETUP) {
        return;
    }
    let (socket, name) = bound(SOCK_DGRAM);
    socket_close(socket);

    let socket = udp6();
    socket_bind(&socket, name.address(), name.port()).unwrap();
    assert_eq!(socket_getsockname(&socket).unwrap(), name);
}

#[test]
fn a_sender_can_be_answered() {
    if !in_namespace("name::link_local::a_sender_can_be_answered", SETUP) {
        return;
    }
    // Not bound to an interface, as most servers.
    let here = udp6();
    socket_bind(&here, "::", 0).unwrap();
    let (there, there_name) = bound(SOCK_DGRAM);
    for _ in 0..2 {
        socket_sendto(&there, "hi", 2, 0, "fe80::77%lo", port(&here)).unwrap();
    }

    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&here, &mut data, 10, 0).unwrap();
    let mut message = Message {
        controllen: 1,
        ..Message::default()
    };
    socket_recvmsg(&here, &mut message, None).unwrap();

    for sender in [sender, message.name.unwrap()] {
        assert_eq!(sender, there_name);
        socket_sendto(&here, "ho", 2, 0, sender.address(), sender.port()).unwrap();
        assert_eq!(socket_read(&there, 10, None).unwrap(), b"ho");
    }
}

#[test]
fn a_found_address_can_be_used() {
    if !in_namespace("name::link_local::a_found_address_can_be_used", SETUP) {
        return;
    }
    let found = socket_addrinfo_lookup("fe80::77%lo", None, None).unwrap();
    let address = socket_addrinfo_explain(&found[0]).ai_addr;
    socket_bind(&udp6(), address.address(), address.port()).unwrap();

    let again = socket_addrinfo_lookup(address.address(), None, None).unwrap();
    assert_eq!(socket_addrinfo_explain(&again[0]).ai_addr, address);
}
