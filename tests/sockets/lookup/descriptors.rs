//! A look-up needs a descriptor of its own, to read a file or to ask a server. If none is
//! left, PHP reports that the name does not exist, or that the look-up was never made.

use php_sockets::*;

use super::{with_names, with_names_and_ipv6};
use crate::common::*;

const REASON: &str = "[24]: Too many open files";

/// Expects that names fail for lack of a descriptor, and that what is not a name does not.
#[track_caller]
fn assert_names_need_a_descriptor() {
    let sockets = [tcp(), tcp6()];
    let peer = udp();
    without_descriptors(|| {
        for socket in &sockets {
            for name in ["localhost", "dns4.test", "nosuch.test"] {
                let text = format!("socket_bind(): Host lookup failed {REASON}");
                let error = assert_fails(socket, |s| socket_bind(s, name, 0), &text);
                assert_eq!((error.code(), error.name()), (libc::EMFILE, Some("EMFILE")));
            }
            let text = format!("socket_connect(): Host lookup failed {REASON}");
            assert_fails(socket, |s| socket_connect(s, "dns4.test", 80), &text);
        }
        let text = format!("socket_sendto(): Host lookup failed {REASON}");
        assert_fails(
            &peer,
            |s| socket_sendto(s, "x", 1, 0, "dns4.test", 9),
            &text,
        );
        socket_bind(&sockets[0], "127.0.0.1", 0).unwrap();
        socket_bind(&sockets[1], "::1", 0).unwrap();
    });
}

/// The same for look-ups that only look up.
#[track_caller]
fn assert_lookups_need_a_descriptor() {
    let stream = Hints {
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    without_descriptors(|| {
        socket_clear_error(None);
        for (host, service) in [
            ("localhost", None),
            ("dns4.test", Some("80")),
            ("nosuch.test", None),
            ("127.0.0.1", Some("http")),
        ] {
            let error = assert_error(
                socket_addrinfo_lookup(host, service, stream),
                &format!("socket_addrinfo_lookup(): Unable to look up {REASON}"),
            );
            assert_eq!(error.kind(), ErrorKind::Silent);
        }
        assert_eq!(socket_last_error(None), 0);
        socket_addrinfo_lookup("127.0.0.1", "80", stream).unwrap();
    });
}

#[test]
fn the_first_look_up_tells_that_no_descriptor_is_left() {
    let test = "lookup::descriptors::the_first_look_up_tells_that_no_descriptor_is_left";
    if with_names_and_ipv6(test) {
        assert_names_need_a_descriptor();
        assert_lookups_need_a_descriptor();
    }
}

// The C library then already knows where to look for names.
#[test]
fn a_later_look_up_tells_that_no_descriptor_is_left() {
    let test = "lookup::descriptors::a_later_look_up_tells_that_no_descriptor_is_left";
    if !with_names_and_ipv6(test) {
        return;
    }
    for socket in [tcp(), tcp6()] {
        socket_bind(&socket, "dns4.test", 0).unwrap();
    }
    socket_addrinfo_lookup("dns4.test", "http", None).unwrap();
    assert_names_need_a_descriptor();
    assert_lookups_need_a_descriptor();
}

// The cause is that of this look-up, not one from before.
#[test]
fn an_unknown_name_stays_one_after_the_descriptors_were_gone() {
    let test = "lookup::descriptors::an_unknown_name_stays_one_after_the_descriptors_were_gone";
    if !with_names(test) {
        return;
    }
    let socket = tcp();
    socket_bind(&socket, "dns4.test", 0).unwrap();
    without_descriptors(|| socket_create(AF_INET, SOCK_STREAM, 0)).unwrap_err();

    let text = "socket_connect(): Host lookup failed [-10001]: Unknown host";
    assert_fails(&socket, |s| socket_connect(s, "nosuch.test", 80), text);
    let unknown = socket_addrinfo_lookup("nosuch.test", None, None).unwrap_err();
    assert_eq!(unknown.code(), EAI_NONAME);
}

/// The system's `errno` stays until another call fails. It does not say why this look-up failed.
#[test]
fn a_lack_of_descriptors_before_the_look_up_is_not_its_reason() {
    let numeric = Hints {
        ai_flags: AI_NUMERICHOST,
        ..Hints::default()
    };
    nix::errno::Errno::EMFILE.set();
    let error = socket_addrinfo_lookup("no address", None, numeric).unwrap_err();
    assert_eq!(error.name(), Some("EAI_NONAME"));
}
