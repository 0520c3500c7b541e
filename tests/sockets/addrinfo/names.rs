//! Names of hosts and services, in a network of the tests' own.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use php_sockets::*;

use super::{addresses, assert_unknown, look_up, streams};
use crate::lookup::{with_names, with_names_and_ipv6};

const NO_NAME: &str = "Name or service not known";
const NO_ADDRESS: &str = "No address associated with hostname";
const AGAIN: &str = "Temporary failure in name resolution";

fn with(ai_family: i32, ai_flags: i32) -> Hints {
    Hints {
        ai_family,
        ai_flags,
        ..streams()
    }
}

// AI07.
#[test]
fn what_a_server_does_not_know_has_its_reason() {
    if !with_names("addrinfo::names::what_a_server_does_not_know_has_its_reason") {
        return;
    }

    for (host, code, text) in [
        ("nosuch.test", EAI_NONAME, NO_NAME),
        ("servfail.test", EAI_AGAIN, AGAIN),
        ("refused.test", EAI_AGAIN, AGAIN),
        ("nodata.test", EAI_NODATA, NO_ADDRESS),
    ] {
        assert_unknown(host, None, streams(), code, text);
    }
    let ipv6 = with(AF_INET6, 0);
    assert_unknown("dns4.test", None, ipv6, EAI_NODATA, NO_ADDRESS);
    let ipv4 = with(AF_INET, 0);
    assert_unknown("dns6.test", None, ipv4, EAI_NODATA, NO_ADDRESS);
}

#[test]
fn a_server_gives_addresses_of_both_families() {
    if !with_names("addrinfo::names::a_server_gives_addresses_of_both_families") {
        return;
    }

    for (host, text) in [("dns4.test", "127.0.0.1:80"), ("dns6.test", "[::1]:80")] {
        assert_eq!(addresses(&look_up(host, "80", streams())), [text]);
    }
    let mapped = with(AF_INET6, AI_V4MAPPED);
    let found = look_up("dns4.test", "80", mapped);
    assert_eq!(addresses(&found), ["[::ffff:127.0.0.1]:80"]);
}

// AI17.
#[test]
fn results_are_in_the_order_to_try_them() {
    if !with_names("addrinfo::names::results_are_in_the_order_to_try_them") {
        return;
    }

    let found = look_up("localhost", "http", streams());
    assert_eq!(addresses(&found), ["[::1]:80", "127.0.0.1:80"]);
}

#[test]
fn a_family_without_addresses_can_be_left_out() {
    let test = "addrinfo::names::a_family_without_addresses_can_be_left_out";
    if !with_names(test) {
        return;
    }
    // The loopback's own do not count.
    let hints = with(0, AI_ADDRCONFIG);
    let found = look_up("dns4.test", None, hints);
    assert_eq!(addresses(&found), ["127.0.0.1:0"]);
    let hints = with(AF_INET6, AI_ADDRCONFIG);
    assert!(socket_addrinfo_lookup("dns6.test", None, hints).is_err());
}

#[test]
fn a_family_with_addresses_is_not_left_out() {
    let test = "addrinfo::names::a_family_with_addresses_is_not_left_out";
    if !with_names_and_ipv6(test) {
        return;
    }
    let hints = with(AF_INET6, AI_ADDRCONFIG);
    let found = look_up("dns6.test", None, hints);
    assert_eq!(addresses(&found), ["[::1]:0"]);
}

// AI10: the file's `::1` is the loopback, which IPv4 has too.
#[test]
fn only_the_first_result_has_the_official_name() {
    let test = "addrinfo::names::only_the_first_result_has_the_official_name";
    if !with_names(test) {
        return;
    }

    for (host, official) in [("localhost", "localhost"), ("v4only.test", "localhost")] {
        let found = look_up(host, None, with(AF_INET, AI_CANONNAME));
        let names = found.iter().map(|it| it.ai_canonname.as_deref());
        let mut expected = vec![None; found.len()];
        expected[0] = Some(OsStr::new(official));
        assert_eq!(names.collect::<Vec<_>>(), expected);
        assert!(found.iter().all(|it| it.ai_flags == AI_CANONNAME));
    }
    let found = look_up("localhost", None, with(AF_INET, AI_CANONNAME));
    assert_eq!(addresses(&found), ["127.0.0.1:0", "127.0.0.1:0"]);
    let found = look_up("127.0.0.1", None, with(0, AI_CANONNAME));
    assert_eq!(
        found[0].ai_canonname.as_deref(),
        Some(OsStr::new("127.0.0.1"))
    );
}

#[test]
fn an_official_name_need_not_be_text() {
    const LATIN: &[u8] = b"caf\xe9.test";
    if !with_names("addrinfo::names::an_official_name_need_not_be_text") {
        return;
    }

    let hints = with(AF_INET, AI_CANONNAME);
    for host in [OsStr::new("alias.test"), OsStr::from_bytes(LATIN)] {
        let found = socket_addrinfo_lookup(host, None, hints).unwrap();
        let official = socket_addrinfo_explain(&found[0]).ai_canonname.unwrap();
        assert_eq!(official, OsStr::from_bytes(LATIN));
        // It can be looked up again.
        socket_addrinfo_lookup(&official, None, hints).unwrap();
    }
}

#[test]
fn a_service_has_a_name_and_a_number_for_each_protocol() {
    if !with_names("addrinfo::names::a_service_has_a_name_and_a_number_for_each_protocol") {
        return;
    }

    let datagrams = Hints {
        ai_socktype: SOCK_DGRAM,
        ..Hints::default()
    };
    for (service, hints, port) in [
        ("http", streams(), Some(80)),
        ("domain", streams(), Some(53)),
        ("domain", datagrams, Some(53)),
        ("tftp", datagrams, Some(69)),
        ("tftp", streams(), None),
    ] {
        match socket_addrinfo_lookup("::1", service, hints) {
            Ok(found) => assert_eq!(socket_addrinfo_explain(&found[0]).ai_addr.port(), port),
            Err(error) => assert_eq!((error.code(), port), (EAI_SERVICE, None)),
        }
    }
}
