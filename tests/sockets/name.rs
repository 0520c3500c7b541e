//! `socket_getsockname`, `socket_getpeername`, and `Address`.

mod link_local;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV6};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use php_sockets::*;

use crate::common::*;

const NO_PEER: &str = "socket_getpeername(): unable to retrieve peer name [107]: \
                       Transport endpoint is not connected";

// GN01, GN02.
#[test]
fn a_new_socket_has_the_name_of_its_family() {
    socket_clear_error(None);

    for (socket, address, port, text) in [
        (tcp(), "0.0.0.0", Some(0), "0.0.0.0:0"),
        (udp(), "0.0.0.0", Some(0), "0.0.0.0:0"),
        (tcp6(), "::", Some(0), "[::]:0"),
        (unix(), "", None, "(unnamed)"),
    ] {
        let name = socket_getsockname(&socket).unwrap();
        assert_eq!((name.address(), name.port()), (address.into(), port));
        assert_eq!(name.to_string(), text);
        assert_eq!(
            (socket_last_error(&socket), socket_last_error(None)),
            (0, 0)
        );
    }
}

// GN04, GN07.
#[test]
fn without_a_connection_there_is_no_peer() {
    for socket in [tcp(), tcp6(), udp(), unix(), unix_datagram(), listener()] {
        let error = assert_fails(&socket, socket_getpeername, NO_PEER);
        assert_eq!(error.code(), SOCKET_ENOTCONN);
    }
}

// GN05.
#[test]
fn the_ends_of_a_pair_have_no_name() {
    for r#type in [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET] {
        let (one, other) = pair_of(r#type);
        assert_eq!(socket_getsockname(&one).unwrap(), Address::Unnamed);
        assert_eq!(socket_getpeername(&other).unwrap(), Address::Unnamed);
    }
}

// GN06.
#[test]
fn the_peer_of_one_end_is_the_name_of_the_other() {
    let (client, accepted) = connected();

    for (one, other) in [(&client, &accepted), (&accepted, &client)] {
        let name = socket_getpeername(one).unwrap();
        assert_eq!(name, socket_getsockname(other).unwrap());
        assert_eq!(name.address(), "127.0.0.1");
        assert!(name.port() > Some(0));
    }
    assert_ne!(socket_getpeername(&client), socket_getpeername(&accepted));
}

// GN10.
#[test]
fn an_ipv4_client_of_an_ipv6_server_has_a_mapped_address() {
    let (server, client) = (tcp6(), tcp());
    socket_set_option(&server, IPPROTO_IPV6, IPV6_V6ONLY, false).unwrap();
    socket_bind(&server, "::", 0).unwrap();
    socket_listen(&server, None).unwrap();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();

    let accepted = socket_accept(&server).unwrap();

    let name = socket_getpeername(&accepted).unwrap();
    let port = socket_getsockname(&client).unwrap().port();
    assert_eq!(
        (name.address(), name.port()),
        ("::ffff:127.0.0.1".into(), port)
    );
    let name = socket_getsockname(&accepted).unwrap();
    assert_eq!(name.address(), "::ffff:127.0.0.1");
}

// GN12.
#[test]
fn after_a_reset_there_is_no_peer() {
    let (client, accepted) = connected();
    let linger = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&accepted, SOL_SOCKET, SO_LINGER, linger).unwrap();
    socket_close(accepted);
    wait_readable(&client);

    assert_fails(&client, socket_getpeername, NO_PEER);
    assert!(socket_getsockname(&client).unwrap().port() > Some(0));
}

#[test]
fn a_datagram_socket_has_the_peer_it_was_last_connected_to() {
    let (socket, first, second) = (udp(), bound_udp(), bound_udp());

    for peer in [first, second] {
        socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();
        let name = socket_getpeername(&socket).unwrap();
        assert_eq!(name, socket_getsockname(&peer).unwrap());
    }
}

#[test]
fn a_name_can_be_bound_and_connected_to_as_it_is() {
    let folder = folder();
    let unix_server = unix();
    socket_bind(&unix_server, folder.path().join("socket"), None).unwrap();
    let mut servers = vec![(unix_server, unix())];
    for address in loopbacks("name::a_name_can_be_bound_and_connected_to_as_it_is") {
        let [server, client] =
            [(); 2].map(|()| socket_create(family(address), SOCK_STREAM, SOL_TCP).unwrap());
        socket_bind(&server, address, 0).unwrap();
        servers.push((server, client));
    }

    for (server, client) in servers {
        socket_listen(&server, 4).unwrap();
        let name = socket_getsockname(&server).unwrap();
        socket_connect(&client, name.address(), name.port()).unwrap();
        assert_eq!(socket_getpeername(&client).unwrap(), name);
    }
}

// BI35, CN17: unlike PHP, which writes "".
#[test]
fn an_abstract_name_reads_back_whole() {
    let name = format!("\0{} name\0\n", std::process::id());
    let (server, client) = (unix(), unix());
    socket_bind(&server, &name, None).unwrap();
    socket_listen(&server, None).unwrap();

    let read = socket_getsockname(&server).unwrap();

    assert_eq!(read, Address::Abstract(name.as_bytes()[1..].to_vec()));
    assert_eq!(read.address(), OsStr::new(&name));
    assert_eq!((read.port(), read.as_path()), (None, None));
    let text = format!("@{} name\\x00\\n", std::process::id());
    assert_eq!(read.to_string(), text);
    socket_connect(&client, read.address(), read.port()).unwrap();
    assert_eq!(socket_getpeername(&client).unwrap(), read);
}

#[test]
fn an_ip_address_is_one_of_std_too() {
    let socket = bound_udp();

    let name = socket_getsockname(&socket).unwrap();
    let expected = SocketAddr::from(([127, 0, 0, 1], port(&socket)));
    assert_eq!(name.as_socket_addr(), Some(expected));
    assert_eq!(name, Address::Ip(expected));
    assert_eq!(name.to_string(), expected.to_string());
    assert_eq!(name.as_path(), None);
}

#[test]
fn a_path_is_one_of_std_too() {
    let folder = folder();
    let path = folder.path().join("socket");
    let socket = unix_datagram();
    socket_bind(&socket, &path, None).unwrap();

    let name = socket_getsockname(&socket).unwrap();
    assert_eq!(name, Address::Path(path.clone()));
    assert_eq!(name.as_path(), Some(&*path));
    assert_eq!(name.address(), path.as_os_str());
    assert_eq!(name.to_string(), path.to_str().unwrap());
    assert_eq!(name.as_socket_addr(), None);
}

#[test]
fn an_address_can_be_read_as_bytes() {
    let bytes = b"/caf\xe9\0";
    let address = AddressString::from(OsStr::from_bytes(bytes));
    assert_eq!(AsRef::<[u8]>::as_ref(&address), bytes);
}

#[test]
fn an_unnamed_address_is_empty() {
    let name = Address::Unnamed;

    assert_eq!((name.address(), name.port()), ("".into(), None));
    assert_eq!(
        (name.as_path(), name.as_socket_addr()),
        (None::<&Path>, None)
    );
    assert_eq!(name.to_string(), "(unnamed)");
}

#[test]
fn an_ipv6_address_is_text_with_its_scope() {
    for (address, text, display) in [
        ("[fe80::1%3]:80", "fe80::1%3", "[fe80::1%3]:80"),
        ("[::127.0.0.1]:80", "::127.0.0.1", "[::7f00:1]:80"),
        (
            "[::ffff:1.2.3.4]:80",
            "::ffff:1.2.3.4",
            "[::ffff:1.2.3.4]:80",
        ),
        (
            "[2001:db8:0:0:1:0:0:1]:80",
            "2001:db8::1:0:0:1",
            "[2001:db8::1:0:0:1]:80",
        ),
    ] {
        let name = Address::Ip(address.parse().unwrap());
        assert_eq!(name.address(), text);
        assert_eq!(name.port(), Some(80));
        assert_eq!(name.to_string(), display);
    }
}

#[test]
fn an_address_is_made_of_what_std_has_and_of_text() {
    let address: SocketAddr = "127.0.0.1:8001".parse().unwrap();
    assert_eq!(Address::from(address), Address::Ip(address));
    let v6: SocketAddrV6 = "[fe80::1%3]:80".parse().unwrap();

    for (text, expected) in [
        ("127.0.0.1:8001", address.into()),
        ("[fe80::1%3]:80", v6.into()),
        ("/run/app.sock", Address::Path("/run/app.sock".into())),
        ("./app.sock", Address::Path("./app.sock".into())),
        ("@name", Address::Abstract(b"name".to_vec())),
    ] {
        let parsed: Address = text.parse().unwrap();
        assert_eq!(parsed, expected);
        assert_eq!(parsed.to_string(), text);
    }
    for text in ["", "127.0.0.1", "localhost:80", "name"] {
        assert!(text.parse::<Address>().is_err(), "{text}");
    }
}

#[test]
fn what_can_stand_for_an_address_is_taken() {
    let server = tcp();
    socket_bind(&server, Ipv4Addr::LOCALHOST, 0).unwrap();
    socket_listen(&server, 16).unwrap();
    let here = socket_getsockname(&server).unwrap();
    let connects = |address: &dyn ToAddress| socket_connect(&tcp(), address, here.port());

    connects(&here).unwrap();
    connects(&here.address()).unwrap();
    connects(&IpAddr::from([127, 0, 0, 1])).unwrap();
    connects(&String::from("127.0.0.1")).unwrap();
    connects(&Cow::from("127.0.0.1")).unwrap();
    connects(&OsString::from("127.0.0.1")).unwrap();
    assert_eq!(format!("{:>12}|", here.address()), "   127.0.0.1|");
}

#[test]
fn an_ipv6_address_is_the_text_that_php_writes() {
    let name = "name::an_ipv6_address_is_the_text_that_php_writes";
    if !has_php(name) {
        return;
    }
    let addresses = [
        "::",
        "::1",
        "::2:0",
        "::127.0.0.1",
        "::1:2:3",
        "::ffff:0:0",
        "1:0:0:2::",
        "1::",
    ];

    for address in addresses {
        let php = php(format!("echo inet_ntop(inet_pton('{address}'));"));
        let name = Address::Ip(SocketAddr::new(address.parse().unwrap(), 0));
        assert_eq!(name.address(), OsStr::new(&php));
    }
}

#[test]
fn an_ipv4_address_is_written_as_std_writes_it() {
    for octet in 0..=255 {
        for octets in [
            [octet, 0, 9, 10],
            [255, octet, 99, 100],
            [1, 20, octet, octet],
        ] {
            let ip = Ipv4Addr::from(octets);
            let address = Address::Ip((ip, 80).into());
            assert_eq!(address.address(), OsString::from(ip.to_string()));
        }
    }
}
