//! Names of hosts as PHP reads them, in a network of the tests' own.

mod descriptors;
mod large;

use php_sockets::*;
use php_sockets_test_support::dns;

use crate::common::*;

/// The sources of names here: a file, and a name server on 127.0.0.1.
const NAMES: &str = "
    mount -t tmpfs tmpfs /mnt
    echo 'hosts: files dns' > /mnt/nsswitch.conf
    printf 'nameserver 127.0.0.1\\noptions attempts:2 timeout:20\\n' > /mnt/resolv.conf
    printf '127.0.0.1 localhost v4only.test\\n::1 localhost v6only.test\\n' > /mnt/hosts
    printf '127.0.0.1 x%0254d x%0255d\\n' 0 0 >> /mnt/hosts
    printf '127.0.0.9 caf\\351.test alias.test\\n' >> /mnt/hosts
    for file in nsswitch.conf resolv.conf hosts; do mount --bind /mnt/$file /etc/$file; done
";

/// IPv6 addresses beside `::1`, without which names have none; see `AI_ADDRCONFIG`.
/// The kernel adds the route to a new address a moment later.
const IPV6: &str = "
    ip addr add fd00:9::9/64 dev lo nodad
    ip addr add fe80::77/64 dev lo nodad
    until ip -6 route show table local | grep -q fe80::77; do :; done
";

const UNKNOWN_HOST: &str = "Host lookup failed [-10001]: Unknown host";
const FAILURE: &str = "Host lookup failed [-10002]: Host name lookup failure";
const SERVER_ERROR: &str = "Host lookup failed [-10003]: Unknown server error";
const NO_ADDRESS: &str = "Host lookup failed [-10004]: No address associated with name";
/// The look-up made no query.
const NEVER_WAS: &str = "Host lookup failed [-10000]: Unknown error -10000";

/// Like [`in_namespace`], with names.
#[track_caller]
pub(crate) fn with_names(test: &str) -> bool {
    in_namespace(test, NAMES) && dns::start()
}

/// Like [`with_names`], with IPv6 addresses.
#[track_caller]
pub(crate) fn with_names_and_ipv6(test: &str) -> bool {
    in_namespace(test, &format!("{NAMES}{IPV6}")) && dns::start()
}

/// Binds `socket` to `name` and returns the address that it then has.
#[track_caller]
fn bound(socket: Socket, name: &str) -> String {
    socket_bind(&socket, name, 0).unwrap();
    address_of(&socket)
}

fn address_of(socket: &Socket) -> String {
    socket_getsockname(socket).unwrap().address().to_string()
}

/// Fails to bind, without harm to `socket`.
#[track_caller]
fn unbound(socket: Socket, name: &str, message: &str) {
    let before = socket_getsockname(&socket).unwrap();
    let text = format!("socket_bind(): {message}");
    assert_fails(&socket, |s| socket_bind(s, name, 0), &text);
    assert_eq!(socket_getsockname(&socket).unwrap(), before);
}

// BI05, BI52: the file's `::1` is the loopback, which IPv4 has too.
#[test]
fn a_name_from_the_file_has_its_ipv4_address() {
    if !with_names("lookup::a_name_from_the_file_has_its_ipv4_address") {
        return;
    }
    for name in ["localhost", "v4only.test", "v6only.test"] {
        assert_eq!(bound(tcp(), name), "127.0.0.1", "{name}");
    }
}

#[test]
fn a_name_from_a_server_has_its_ipv4_address() {
    if !with_names("lookup::a_name_from_a_server_has_its_ipv4_address") {
        return;
    }
    assert_eq!(bound(tcp(), "dns4.test"), "127.0.0.1");

    let (server, client) = (listener(), tcp());
    socket_connect(&client, "dns4.test", port(&server)).unwrap();
    let peer = socket_getpeername(&client).unwrap();
    assert_eq!(peer, socket_getsockname(&server).unwrap());
}

// BI06, BI08, BI43, BI44, BI48.
#[test]
fn a_failed_look_up_has_its_reason() {
    if !with_names("lookup::a_failed_look_up_has_its_reason") {
        return;
    }
    unbound(tcp(), "nosuch.test", UNKNOWN_HOST);
    unbound(tcp(), "servfail.test", FAILURE);
    unbound(tcp(), "refused.test", FAILURE);
    unbound(tcp(), "nodata.test", NO_ADDRESS);
    unbound(tcp(), "dns6.test", NO_ADDRESS);
    unbound(tcp(), "", SERVER_ERROR);
    // Not a number for the C library, so a name like any other.
    unbound(tcp(), "0x7f000001", UNKNOWN_HOST);
}

#[test]
fn without_a_server_of_names_a_look_up_fails() {
    let test = "lookup::without_a_server_of_names_a_look_up_fails";
    if in_namespace(test, NAMES) {
        unbound(tcp(), "nosuch.test", FAILURE);
    }
}

// BI07, BI13, BI17. The server is asked for none of them.
#[test]
fn what_can_be_no_name_fails_without_a_look_up() {
    let test = "lookup::what_can_be_no_name_fails_without_a_look_up";
    if !in_namespace(test, NAMES) {
        return;
    }
    for name in ["127.0.0.1 ", "127.0.0.256", "1.2.3.4.5", "a b", "::1"] {
        unbound(tcp(), name, NEVER_WAS);
    }
    unbound(tcp(), &"a".repeat(100_000), NEVER_WAS);

    // The file has both, but only the first has a length that is looked up.
    let [longest, too_long] = [254, 255].map(|zeros| format!("x{}", "0".repeat(zeros)));
    assert_eq!(bound(tcp(), &longest), "127.0.0.1");
    unbound(tcp(), &too_long, NEVER_WAS);

    if has_php(test) {
        let bind = "socket_bind(socket_create(AF_INET, SOCK_STREAM, 0)";
        let php = php(format!(
            "echo {bind}, '{longest}', 0) ? 'bound ' : ''; @{bind}, '{too_long}', 0);
             echo error_get_last()['message'];"
        ));
        assert_eq!(php, format!("bound socket_bind(): {NEVER_WAS}"));
    }
}

// BI09, BI11, BI79.
#[test]
fn an_old_way_to_write_an_ipv4_address_is_one() {
    if !with_names("lookup::an_old_way_to_write_an_ipv4_address_is_one") {
        return;
    }
    assert_eq!(bound(tcp(), "127.1"), "127.0.0.1");
    assert_eq!(bound(tcp(), "2130706433"), "127.0.0.1");
    assert_eq!(bound(tcp(), "127.0.0.010"), "127.0.0.8");
}

// ST15.
#[test]
fn sendto_looks_up_too() {
    if !with_names("lookup::sendto_looks_up_too") {
        return;
    }
    assert_fails(
        &udp(),
        |socket| socket_sendto(socket, "hi", 2, 0, "nosuch.test", 9),
        &format!("socket_sendto(): {UNKNOWN_HOST}"),
    );

    let here = bound_udp();
    socket_sendto(&udp(), "hi", 2, 0, "dns4.test", port(&here)).unwrap();
    assert_eq!(socket_read(&here, 10, None).unwrap(), b"hi");
}

// CN25.
#[test]
fn connect_looks_up_too() {
    if !with_names("lookup::connect_looks_up_too") {
        return;
    }
    assert_fails(
        &tcp(),
        |s| socket_connect(s, "nosuch.test", 80),
        "socket_connect(): Host lookup failed [-10001]: Unknown host",
    );
}

// BI55, BI56: PHP repeats the code of the look-up before.
#[test]
fn each_look_up_has_its_own_code() {
    if !with_names("lookup::each_look_up_has_its_own_code") {
        return;
    }
    unbound(tcp(), "nosuch.test", UNKNOWN_HOST);
    unbound(tcp(), "::1", NEVER_WAS);

    unbound(tcp(), "nodata.test", NO_ADDRESS);
    unbound(tcp(), &"a".repeat(300), NEVER_WAS);

    unbound(tcp(), "nosuch.test", UNKNOWN_HOST);
    unbound(tcp6(), "127.0.0.1", NEVER_WAS);
}

// BI57 for a look-up: it is like any other failure.
#[test]
fn a_success_does_not_clear_a_failed_look_up() {
    if !with_names("lookup::a_success_does_not_clear_a_failed_look_up") {
        return;
    }
    let socket = tcp();
    let error = socket_bind(&socket, "nosuch.test", 0).unwrap_err();
    assert_eq!(error.code(), -10_001);
    assert_eq!(error.name(), Some("HOST_NOT_FOUND"));

    socket_bind(&socket, "dns4.test", 0).unwrap();
    assert_eq!(socket_last_error(&socket), -10_001);
    assert_eq!(socket_last_error(None), -10_001);
}

// BI19, BI25, BI28.
#[test]
fn with_no_ipv6_address_but_the_loopback_no_name_has_one() {
    let test = "lookup::with_no_ipv6_address_but_the_loopback_no_name_has_one";
    if !with_names(test) {
        return;
    }
    assert_eq!(bound(tcp6(), "::1"), "::1");
    for name in ["127.0.0.1", "localhost", "fe80::1%lo", "[::1]"] {
        unbound(tcp6(), name, NEVER_WAS);
    }
}

// BI61, BI62, BI69.
#[test]
fn a_name_has_an_ipv6_address_or_its_ipv4_address_mapped() {
    let test = "lookup::a_name_has_an_ipv6_address_or_its_ipv4_address_mapped";
    if !with_names_and_ipv6(test) {
        return;
    }
    for name in ["localhost", "v6only.test", "dns6.test"] {
        assert_eq!(bound(tcp6(), name), "::1", "{name}");
    }
    for name in ["127.0.0.1", "127.1", "v4only.test", "dns4.test"] {
        assert_eq!(bound(tcp6(), name), "::ffff:127.0.0.1", "{name}");
    }
}

// BI63, BI68.
#[test]
fn a_failed_look_up_for_ipv6_has_its_reason() {
    let test = "lookup::a_failed_look_up_for_ipv6_has_its_reason";
    if !with_names_and_ipv6(test) {
        return;
    }
    unbound(tcp6(), "nosuch.test", UNKNOWN_HOST);
    unbound(tcp6(), "servfail.test", FAILURE);
    unbound(tcp6(), "nodata.test", NO_ADDRESS);
    unbound(tcp6(), "[::1]", UNKNOWN_HOST);
    for name in ["::1%lo", "fe80::77%nosuch"] {
        unbound(tcp6(), name, NEVER_WAS);
    }
}

// BI24, BI64, BI71, MX19.
#[test]
fn a_link_local_address_needs_its_interface() {
    let test = "lookup::a_link_local_address_needs_its_interface";
    if !with_names_and_ipv6(test) {
        return;
    }
    let server = tcp6();
    socket_bind(&server, "fe80::77%lo", 0).unwrap();
    let here = socket_getsockname(&server).unwrap();
    assert_eq!(here.address(), "fe80::77%1");
    assert!(here.to_string().starts_with("[fe80::77%1]:"), "{here}");
    assert_eq!(bound(tcp6(), "fe80::77%1"), "fe80::77%1");

    socket_listen(&server, 1).unwrap();
    let client = tcp6();
    socket_connect(&client, "fe80::77%lo", here.port()).unwrap();
    assert_eq!(socket_getpeername(&client).unwrap(), here);

    unbound(
        tcp6(),
        "fe80::77",
        "Unable to bind address [22]: Invalid argument",
    );
    unbound(
        tcp6(),
        "fe80::77%99",
        "Unable to bind address [19]: No such device",
    );
}

// MX18.
#[test]
fn an_ipv6_socket_connects_to_an_ipv4_server() {
    let test = "lookup::an_ipv6_socket_connects_to_an_ipv4_server";
    if !with_names_and_ipv6(test) {
        return;
    }
    for name in ["127.0.0.1", "dns4.test"] {
        let (server, client) = (listener(), tcp6());
        socket_connect(&client, name, port(&server)).unwrap();
        let peer = socket_getpeername(&client).unwrap();
        assert_eq!(peer.address(), "::ffff:127.0.0.1");
    }
}

/// What can be asked for: names and what looks like one.
const ASKED: &[&str] = &[
    "localhost",
    "v6only.test",
    "dns4.test",
    "dns6.test",
    "nosuch.test",
    "nodata.test",
    "servfail.test",
    "127.1",
    "127.0.0.010",
    "127.0.0.256",
    "127.0.0.1 ",
    "0x7f000001",
    "::1",
    "::1%1",
    "::1%lo",
    "fe80::77%lo",
    "fe80::77%1",
    "fe80::77%99",
    "fe80::77%0",
    "fe80::77%01",
    "fe80::77%4294967297",
    "fe80::77%nosuch",
    "fd00:9::9%1",
    "localhost%lo",
    "127.0.0.1.",
    "4294967296",
    "[::1]",
    "",
];

// Each look-up is the first of its PHP, which has no older code to repeat.
#[test]
fn php_finds_the_same() {
    let test = "lookup::php_finds_the_same";
    if !with_names_and_ipv6(test) || !has_php(test) {
        return;
    }
    for (family, domain) in [("AF_INET", AF_INET), ("AF_INET6", AF_INET6)] {
        for name in ASKED {
            let program = format!(
                "$s = socket_create({family}, SOCK_STREAM, 0);
                 $bound = @socket_bind($s, '{name}', 0) && socket_getsockname($s, $address);
                 echo $bound ? $address : error_get_last()['message'];"
            );
            let socket = socket_create(domain, SOCK_STREAM, 0).unwrap();
            let ours = match socket_bind(&socket, name, 0) {
                // PHP leaves the scope out.
                Ok(()) => address_of(&socket).split('%').next().unwrap().into(),
                Err(error) => error.to_string(),
            };
            assert_eq!(ours, php(program), "{family} {name:?}");
        }
    }
}
