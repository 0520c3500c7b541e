//! IPv4 and IPv6 on one port: an IPv6 server takes the clients of both, unless it is told not to.

use php_sockets::*;

use crate::common::*;

/// An IPv6 server on every address.
fn server(only_ipv6: bool) -> Socket {
    let server = tcp6();
    socket_set_option(&server, IPPROTO_IPV6, IPV6_V6ONLY, only_ipv6).unwrap();
    socket_bind(&server, "::", 0).unwrap();
    socket_listen(&server, 1).unwrap();
    server
}

#[test]
fn an_ipv6_server_takes_clients_of_ipv4_and_both_ports() {
    if !has_ipv6("connect::both_families::an_ipv6_server_takes_clients_of_ipv4_and_both_ports") {
        return;
    }
    let (server, client) = (server(false), tcp());
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();
    let peer = socket_getpeername(&accepted).unwrap();
    assert_eq!(peer.address(), "::ffff:127.0.0.1");

    assert_fails(
        &tcp(),
        |socket| socket_bind(socket, "0.0.0.0", port(&server)),
        "socket_bind(): Unable to bind address [98]: Address already in use",
    );
}

#[test]
fn an_ipv6_server_alone_leaves_the_port_to_one_of_ipv4() {
    let test = "connect::both_families::an_ipv6_server_alone_leaves_the_port_to_one_of_ipv4";
    // In another network a socket of IPv4 could have the port already.
    if !has_ipv6(test) || !in_namespace(test, "") {
        return;
    }
    let (server6, server4) = (server(true), tcp());
    socket_bind(&server4, "0.0.0.0", port(&server6)).unwrap();
    socket_listen(&server4, 1).unwrap();

    for (server, client, address) in [(server4, tcp(), "127.0.0.1"), (server6, tcp6(), "::1")] {
        socket_connect(&client, address, port(&server)).unwrap();
        let accepted = socket_accept(&server).unwrap();
        assert_eq!(socket_getpeername(&accepted).unwrap().address(), address);
    }
}
