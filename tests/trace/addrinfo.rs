//! Hosts are looked up.

use std::os::fd::AsRawFd;

use php_sockets::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

const STREAM: Hints = Hints {
    ai_flags: AI_NUMERICHOST | AI_NUMERICSERV,
    ai_family: AF_INET,
    ai_socktype: SOCK_STREAM,
    ai_protocol: SOL_TCP,
};

#[test]
fn socket_addrinfo_lookup_shows_hints_and_what_was_found() {
    assert_event(
        "socket_addrinfo_lookup(\"127.0.0.1\", \"80\", [\"ai_flags\" => AI_NUMERICHOST | \
         AI_NUMERICSERV, \"ai_family\" => AF_INET, \"ai_socktype\" => SOCK_STREAM, \
         \"ai_protocol\" => SOL_TCP]) = [AddressInfo(127.0.0.1:80)]",
        || socket_addrinfo_lookup("127.0.0.1", "80", STREAM),
    );
    let hints = Hints {
        ai_socktype: SOCK_DGRAM,
        ..Hints::default()
    };
    assert_event(
        "socket_addrinfo_lookup(\"::1\", null, [\"ai_socktype\" => SOCK_DGRAM]) = \
         [AddressInfo([::1]:0)]",
        || socket_addrinfo_lookup("::1", None, hints),
    );
    assert_failure(
        "socket_addrinfo_lookup(\"no address\", \"80\", [\"ai_flags\" => AI_NUMERICHOST]) fails \
         with -2: socket_addrinfo_lookup(): Unable to look up [-2]: Name or service not known",
        || {
            let ai_flags = AI_NUMERICHOST;
            let hints = Hints {
                ai_flags,
                ..Hints::default()
            };
            socket_addrinfo_lookup("no address", "80", hints)
        },
    );
    assert_failure(
        "socket_addrinfo_lookup(\"a\\x00b\") fails with 0: socket_addrinfo_lookup(): Argument #1 \
         ($host) must not contain any null bytes",
        || socket_addrinfo_lookup("a\0b", None, None),
    );
}

#[test]
fn socket_addrinfo_explain_returns_an_array() {
    let found = socket_addrinfo_lookup("127.0.0.1", "80", STREAM).unwrap();
    let (_, line) = event(|| socket_addrinfo_explain(&found[0]));
    assert_eq!(
        line,
        "socket_addrinfo_explain(AddressInfo(127.0.0.1:80)) = [\"ai_flags\" => AI_NUMERICHOST | \
         AI_NUMERICSERV, \"ai_family\" => AF_INET, \"ai_socktype\" => SOCK_STREAM, \
         \"ai_protocol\" => SOL_TCP, \"ai_addr\" => [\"sin_port\" => 80, \
         \"sin_addr\" => \"127.0.0.1\"]]"
    );

    let hints = Hints {
        ai_flags: AI_CANONNAME | AI_NUMERICHOST,
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let found = socket_addrinfo_lookup("::1", "80", hints).unwrap();
    let (_, line) = event(|| socket_addrinfo_explain(&found[0]));
    assert_eq!(
        line,
        "socket_addrinfo_explain(AddressInfo([::1]:80)) = [\"ai_flags\" => AI_CANONNAME | \
         AI_NUMERICHOST, \"ai_family\" => AF_INET6, \"ai_socktype\" => SOCK_STREAM, \
         \"ai_protocol\" => SOL_TCP, \"ai_canonname\" => \"::1\", \"ai_addr\" => \
         [\"sin6_port\" => 80, \"sin6_addr\" => \"::1\"]]"
    );
}

#[test]
fn a_socket_made_from_an_address_is_one_event() {
    let server = listener();
    let found = |port: u16| {
        let found = socket_addrinfo_lookup("127.0.0.1", port.to_string().as_str(), STREAM);
        found.unwrap().remove(0)
    };

    let (open, info) = (port(&server), found(port(&server)));
    let (client, line) = event(|| socket_addrinfo_connect(&info).unwrap());
    let fd = client.as_raw_fd();
    assert_eq!(
        line,
        format!("socket_addrinfo_connect(AddressInfo(127.0.0.1:{open})) = Socket({fd}) on {fd}")
    );
    assert_failure(
        format!(
            "socket_addrinfo_bind(AddressInfo(127.0.0.1:{open})) fails with 98: \
             socket_addrinfo_bind(): Unable to bind address [98]: Address already in use"
        ),
        || socket_addrinfo_bind(&info),
    );

    let any = found(0);
    let (socket, line) = event(|| socket_addrinfo_bind(&any).unwrap());
    let fd = socket.as_raw_fd();
    assert_eq!(
        line,
        format!("socket_addrinfo_bind(AddressInfo(127.0.0.1:0)) = Socket({fd}) on {fd}")
    );

    let (closed, _kept) = closed_port();
    let info = found(closed);
    assert_failure(
        format!(
            "socket_addrinfo_connect(AddressInfo(127.0.0.1:{closed})) fails with 111: \
             socket_addrinfo_connect(): Unable to connect address [111]: Connection refused"
        ),
        || socket_addrinfo_connect(&info),
    );
}
