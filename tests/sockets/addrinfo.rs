//! `socket_addrinfo_lookup` and `socket_addrinfo_explain`; in the files beside it
//! `socket_addrinfo_bind` and `socket_addrinfo_connect`, and names from files and servers.

mod names;
mod php;
mod sockets;

use php_sockets::*;

use crate::common::*;

/// Looks up an address, and explains the results.
#[track_caller]
fn look_up<'s>(
    host: &str,
    service: impl Into<Option<&'s str>>,
    hints: impl Into<Option<Hints>>,
) -> Vec<Explained> {
    let found = socket_addrinfo_lookup(host, service, hints).unwrap();
    found.iter().map(socket_addrinfo_explain).collect()
}

/// A failed look-up, for which PHP prints nothing, and which is not recorded.
#[track_caller]
fn assert_unknown(host: &str, service: Option<&str>, hints: Hints, code: i32, text: &str) -> Error {
    socket_clear_error(None);
    let error = assert_error(
        socket_addrinfo_lookup(host, service, hints),
        &format!("socket_addrinfo_lookup(): Unable to look up [{code}]: {text}"),
    );

    assert_eq!((error.kind(), error.code()), (ErrorKind::Silent, code));
    assert_eq!((error.argument(), socket_last_error(None)), (None, 0));
    error
}

fn kinds(explained: &[Explained]) -> Vec<[i32; 3]> {
    let kind = |it: &Explained| [it.ai_family, it.ai_socktype, it.ai_protocol];
    explained.iter().map(kind).collect()
}

fn addresses(explained: &[Explained]) -> Vec<String> {
    explained.iter().map(|it| it.ai_addr.to_string()).collect()
}

/// The hint of streams only.
fn streams() -> Hints {
    Hints {
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    }
}

// LE12.
#[test]
fn a_failed_look_up_has_a_code() {
    const NO_SERVICE: &str = "Servname not supported for ai_socktype";
    const NO_NAME: &str = "Name or service not known";
    let none = Hints::default();
    let flags = |ai_flags| Hints { ai_flags, ..none };
    let (host, number) = (flags(AI_NUMERICHOST), flags(AI_NUMERICSERV));

    assert_unknown(
        "127.0.0.1",
        Some("nosuchservice"),
        none,
        EAI_SERVICE,
        NO_SERVICE,
    );
    assert_unknown("127.0.0.1", Some("-1"), none, EAI_SERVICE, NO_SERVICE);
    assert_unknown("", None, none, EAI_NONAME, NO_NAME);
    assert_unknown("localhost", None, host, EAI_NONAME, NO_NAME);
    assert_unknown("::1", Some("http"), number, EAI_NONAME, NO_NAME);
}

#[test]
fn hints_that_nothing_can_meet_have_a_code() {
    let none = Hints::default();
    let family = |ai_family| Hints { ai_family, ..none };
    let flags = Hints {
        ai_flags: 0x10000,
        ..none
    };
    let socktype = Hints {
        ai_socktype: 99,
        ..none
    };
    let other = "Address family for hostname not supported";

    assert_unknown("::1", None, flags, EAI_BADFLAGS, "Bad value for ai_flags");
    assert_unknown("::1", None, family(AF_INET), EAI_ADDRFAMILY, other);
    assert_unknown(
        "::1",
        None,
        socktype,
        EAI_SOCKTYPE,
        "ai_socktype not supported",
    );
}

#[test]
fn a_hint_that_php_does_not_know_is_refused() {
    const NUMBER: &str = "must be between 0 and 2147483647";
    const FAMILY: &str = "must be AF_INET or AF_INET6";

    for ([ai_flags, ai_family, ai_socktype, ai_protocol], key, rule) in [
        ([-1, 0, 0, 0], "ai_flags", NUMBER),
        ([i32::MIN, 0, 0, 0], "ai_flags", NUMBER),
        ([0, -1, 0, 0], "ai_family", FAMILY),
        ([0, AF_UNIX, 0, 0], "ai_family", FAMILY),
        ([0, AF_PACKET, 0, 0], "ai_family", FAMILY),
        ([0, 99, 0, 0], "ai_family", FAMILY),
        ([0, 0, -1, 0], "ai_socktype", NUMBER),
        ([0, 0, 0, -1], "ai_protocol", NUMBER),
        // The first of several.
        ([-1, 99, -1, -1], "ai_flags", NUMBER),
        ([0, 99, -1, -1], "ai_family", FAMILY),
        ([0, 0, -1, -1], "ai_socktype", NUMBER),
    ] {
        let hints = Hints {
            ai_flags,
            ai_family,
            ai_socktype,
            ai_protocol,
        };
        let text = format!("Argument #3 ($hints) \"{key}\" key {rule}");
        // Before the names are looked at.
        for (host, service) in [("127.0.0.1", None), ("", Some("nosuch")), ("a\0b", None)] {
            assert_bad_hint(host, service, hints, &text);
        }
    }
}

/// A wrong hint, which is not recorded.
#[track_caller]
fn assert_bad_hint(host: &str, service: Option<&str>, hints: Hints, text: &str) {
    socket_clear_error(None);
    let error = assert_error(
        socket_addrinfo_lookup(host, service, hints),
        &format!("socket_addrinfo_lookup(): {text}"),
    );

    assert_eq!((error.kind(), error.code()), (ErrorKind::ValueError, 0));
    assert_eq!(error.argument(), Some((3, "hints")));
    assert_eq!(socket_last_error(None), 0);
}

#[test]
fn every_family_is_a_hint_too() {
    let any = Hints {
        ai_family: AF_UNSPEC,
        ..streams()
    };
    assert_eq!(
        addresses(&look_up("127.0.0.1", "80", any)),
        ["127.0.0.1:80"]
    );
    assert_eq!(addresses(&look_up("::1", "80", any)), ["[::1]:80"]);
}

#[test]
fn a_look_up_leaves_the_last_error() {
    socket_accept(&tcp()).unwrap_err();
    socket_addrinfo_lookup("", None, None).unwrap_err();
    socket_addrinfo_lookup("::1", None, None).unwrap();
    assert_eq!(socket_last_error(None), SOCKET_EINVAL);
}

// AI01.
#[test]
fn an_address_comes_once_for_every_type_of_socket() {
    let [stream, datagram, raw] = [(SOCK_STREAM, SOL_TCP), (SOCK_DGRAM, SOL_UDP), (SOCK_RAW, 0)];

    for (host, family, text) in [
        ("127.0.0.1", AF_INET, "127.0.0.1:80"),
        ("::1", AF_INET6, "[::1]:80"),
    ] {
        let found = look_up(host, "80", None);
        let kind = |(r#type, protocol)| [family, r#type, protocol];
        assert_eq!(kinds(&found), [stream, datagram, raw].map(kind));
        assert_eq!(addresses(&found), [text; 3]);
        for explained in found {
            assert_eq!((explained.ai_flags, explained.ai_canonname), (0, None));
        }
    }
}

// AI03.
#[test]
fn hints_narrow_what_is_found() {
    let none = Hints::default();
    for (hints, kind) in [
        (
            Hints {
                ai_socktype: SOCK_DGRAM,
                ..none
            },
            [AF_INET6, SOCK_DGRAM, SOL_UDP],
        ),
        (
            Hints {
                ai_protocol: SOL_TCP,
                ..none
            },
            [AF_INET6, SOCK_STREAM, SOL_TCP],
        ),
        (
            Hints {
                ai_family: AF_INET6,
                ai_socktype: SOCK_RAW,
                ai_protocol: 58,
                ..none
            },
            [AF_INET6, SOCK_RAW, 58],
        ),
    ] {
        let found = look_up("::1", None, hints);
        assert_eq!(kinds(&found), [kind]);
        assert_eq!(addresses(&found), ["[::1]:0"]);
    }
}

// AI12.
#[test]
fn an_ipv4_address_can_be_mapped() {
    let hints = Hints {
        ai_flags: AI_V4MAPPED,
        ai_family: AF_INET6,
        ..streams()
    };

    let found = look_up("127.0.0.1", None, hints);
    assert_eq!(kinds(&found), [[AF_INET6, SOCK_STREAM, SOL_TCP]]);
    assert_eq!(found[0].ai_addr.address(), "::ffff:127.0.0.1");
    assert_eq!(found[0].ai_flags, AI_V4MAPPED);
}

#[test]
fn addresses_are_written_as_in_c() {
    for (host, text) in [
        ("::127.0.0.1", "::127.0.0.1"),
        ("::7f00:1", "::127.0.0.1"),
        ("::ffff:7f00:1", "::ffff:127.0.0.1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("127.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
    ] {
        let found = look_up(host, None, streams());
        assert_eq!(found[0].ai_addr.address(), text, "{host}");
    }
}

// AI28.
#[test]
fn a_service_is_a_number_modulo_65536() {
    for (service, port) in [
        (None, 0),
        (Some("0"), 0),
        (Some("65535"), 65535),
        (Some("65616"), 80),
        (Some(" 80"), 80),
    ] {
        let found = look_up("127.0.0.1", service, streams());
        assert_eq!(found[0].ai_addr.port(), Some(port), "{service:?}");
    }
}

#[test]
fn an_ipv6_address_keeps_its_scope() {
    let lo = nix::net::if_::if_nametoindex("lo").unwrap();
    for host in ["fe80::77%lo".to_string(), format!("fe80::77%{lo}")] {
        let found = look_up(&host, "80", streams());
        let Some(std::net::SocketAddr::V6(address)) = found[0].ai_addr.as_socket_addr() else {
            panic!("{found:?}");
        };
        assert_eq!((address.scope_id(), address.port()), (lo, 80));
        assert_eq!(
            found[0].ai_addr.address(),
            format!("fe80::77%{lo}").as_str()
        );
    }
}

#[test]
fn a_null_byte_is_refused() {
    let socket = tcp();
    for (host, service, argument) in [
        ("127.0.0.1\0", None, "#1 ($host)"),
        ("\0", Some("80"), "#1 ($host)"),
        ("127.0.0.1", Some("80\0"), "#2 ($service)"),
        ("127.0.0.1\0", Some("80\0"), "#1 ($host)"),
    ] {
        assert_refused(
            &socket,
            |_| socket_addrinfo_lookup(host, service, None),
            ErrorKind::ValueError,
            &format!(
                "socket_addrinfo_lookup(): Argument {argument} must not contain any null bytes"
            ),
        );
    }
}

#[test]
fn a_result_can_be_explained_again_and_copied() {
    let found = socket_addrinfo_lookup("127.0.0.1", "80", None).unwrap();
    let copies = found.clone();
    drop(socket_addrinfo_explain(&found[0]));

    for (one, copy) in found.iter().zip(&copies) {
        assert_eq!(socket_addrinfo_explain(one), socket_addrinfo_explain(copy));
    }
}
