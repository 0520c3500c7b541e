//! Joining and leaving groups, and what can go wrong.

use php_sockets::*;

use super::NO_INDEX;
use crate::common::*;

const GROUP: &str = "224.0.0.23";
const JOINED_BEFORE: &str = "Unable to set socket option [98]: Address already in use";
const INVALID: &str = "Unable to set socket option [22]: Invalid argument";
const NO_DEVICE: &str = "Unable to set socket option [19]: No such device";
const NOT_JOINED: &str = "Unable to set socket option [99]: Cannot assign requested address";

/// All of them, those with a source first.
const OPTIONS: [i32; 6] = [
    MCAST_JOIN_SOURCE_GROUP,
    MCAST_LEAVE_SOURCE_GROUP,
    MCAST_BLOCK_SOURCE,
    MCAST_UNBLOCK_SOURCE,
    MCAST_JOIN_GROUP,
    MCAST_LEAVE_GROUP,
];

/// A group, on the loopback.
fn group(group: &str) -> GroupRequest {
    GroupRequest {
        group: group.into(),
        interface: "lo".into(),
    }
}

/// A group and a source, on the loopback.
fn source(group: &str, source: &str) -> SourceRequest {
    SourceRequest {
        group: group.into(),
        source: source.into(),
        interface: "lo".into(),
    }
}

fn set(socket: &Socket, option: i32, value: impl Into<OptionValue>) -> Result<()> {
    let domain = socket_get_option(socket, SOL_SOCKET, libc::SO_DOMAIN).unwrap();
    let level = match domain == AF_INET6 {
        true => IPPROTO_IPV6,
        false => IPPROTO_IP,
    };
    socket_set_option(socket, level, option, value)
}

/// A system call that fails.
#[track_caller]
fn assert_not_set(socket: &Socket, option: i32, value: impl Into<OptionValue>, text: &str) {
    let text = format!("socket_set_option(): {text}");
    assert_fails(socket, |socket| set(socket, option, value), &text);
}

/// A warning without a code.
#[track_caller]
fn assert_warned(socket: &Socket, option: i32, value: impl Into<OptionValue>, text: &str) {
    let text = format!("socket_set_option(): {text}");
    let call = |socket: &Socket| set(socket, option, value);
    assert_unrecorded(socket, call, ErrorKind::Warning, &text);
}

// MC01, MC10, MC11, MC17.
#[test]
fn a_group_is_joined_once_and_left_once() {
    for (socket, address) in [
        (udp(), GROUP),
        (udp6(), "ff02::5"),
        (tcp(), GROUP),
        (tcp6(), "ff02::5"),
    ] {
        let group = || group(address);
        assert_not_set(&socket, MCAST_LEAVE_GROUP, group(), NOT_JOINED);
        set(&socket, MCAST_JOIN_GROUP, group()).unwrap();
        assert_not_set(&socket, MCAST_JOIN_GROUP, group(), JOINED_BEFORE);
        set(&socket, MCAST_LEAVE_GROUP, group()).unwrap();
        assert_not_set(&socket, MCAST_LEAVE_GROUP, group(), NOT_JOINED);
    }
}

#[test]
fn an_interface_is_an_index_too() {
    let socket = udp();
    let request = |interface: Interface| GroupRequest {
        group: GROUP.into(),
        interface,
    };
    let index = super::loopback() as u32;

    set(&socket, MCAST_JOIN_GROUP, request(index.into())).unwrap();
    set(&socket, MCAST_LEAVE_GROUP, request("lo".into())).unwrap();
    let unknown = request(Interface::Index(NO_INDEX as u32));
    assert_not_set(&socket, MCAST_JOIN_GROUP, unknown, NO_DEVICE);
    let unknown = request(Interface::Index(u32::MAX));
    assert_not_set(&socket, MCAST_JOIN_GROUP, unknown, NO_DEVICE);
    assert_eq!(Interface::default(), Interface::from(0));
}

// MC05.
#[test]
fn without_an_interface_the_routes_decide() {
    let test = "multicast::group::without_an_interface_the_routes_decide";
    if !in_namespace_with_cable(test, "") {
        return;
    }

    let request = GroupRequest {
        group: GROUP.into(),
        interface: Interface::default(),
    };
    assert_not_set(&udp(), MCAST_JOIN_GROUP, request.clone(), NO_DEVICE);
    let route = ["route", "add", "224.0.0.0/4", "dev", "one"];
    let mut ip = std::process::Command::new("ip");
    assert!(ip.args(route).status().unwrap().success());
    set(&udp(), MCAST_JOIN_GROUP, request).unwrap();
}

// MC06.
#[test]
fn an_unknown_interface_has_no_groups() {
    for name in ["nosuch0", ""] {
        let text = format!("No interface with name \"{name}\" could be found");
        for option in OPTIONS {
            let value = SourceRequest {
                interface: name.into(),
                ..source(GROUP, "127.0.0.1")
            };
            assert_warned(&udp(), option, value, &text);
        }
        let value = GroupRequest {
            interface: name.into(),
            ..group(GROUP)
        };
        assert_warned(&udp(), MCAST_JOIN_GROUP, value, &text);
    }
}

// MC04.
#[test]
fn an_ordinary_address_is_no_group() {
    assert_not_set(&udp(), MCAST_JOIN_GROUP, group("127.0.0.1"), INVALID);
    assert_not_set(&udp6(), MCAST_JOIN_GROUP, group("::1"), INVALID);
    // The name of a host can stand for a group.
    assert_not_set(&udp(), MCAST_JOIN_GROUP, group("localhost"), INVALID);
}

// MC18: where there is no IPv6, no IPv4 address is mapped into it.
#[test]
fn a_group_is_looked_up_as_a_host() {
    if !in_namespace("multicast::group::a_group_is_looked_up_as_a_host", "") {
        return;
    }

    for (socket, address, text) in [
        (udp6(), GROUP, "[-10000]: Unknown error -10000"),
        (udp(), "", "[-10003]: Unknown server error"),
    ] {
        let text = format!("Host lookup failed {text}");
        for option in OPTIONS {
            assert_not_set(&socket, option, source(address, address), &text);
        }
    }
    let unknown = source(GROUP, "");
    let text = "Host lookup failed [-10003]: Unknown server error";
    assert_not_set(&udp(), MCAST_JOIN_SOURCE_GROUP, unknown, text);
}

#[test]
fn a_group_with_a_null_byte_is_refused() {
    let socket = udp();
    let interface = SourceRequest {
        interface: "lo\0".into(),
        ..source(GROUP, "127.0.0.1")
    };
    for value in [
        source("224.0.0.23\0", "127.0.0.1"),
        source(GROUP, "127.0.0.1\0"),
        interface,
    ] {
        let error = assert_refused(
            &socket,
            |socket| set(socket, MCAST_JOIN_SOURCE_GROUP, value),
            ErrorKind::ValueError,
            "socket_set_option(): Argument #4 ($value) must not contain any null bytes",
        );
        assert_eq!(error.argument(), Some((4, "value")));
    }
}

// MC16b.
#[test]
fn a_unix_socket_joins_no_group() {
    // The address is checked before the interface, and before the missing source.
    let nowhere = GroupRequest {
        interface: "nosuch0".into(),
        ..group(GROUP)
    };
    for socket in [unix(), unix_datagram()] {
        for (option, value) in [
            (MCAST_JOIN_GROUP, OptionValue::from(group(GROUP))),
            (MCAST_JOIN_GROUP, nowhere.clone().into()),
            (MCAST_BLOCK_SOURCE, source(GROUP, "127.0.0.1").into()),
            (MCAST_BLOCK_SOURCE, group(GROUP).into()),
        ] {
            assert_unrecorded(
                &socket,
                |socket| set(socket, option, value),
                ErrorKind::ValueError,
                "IP address used in the context of an unexpected type of socket",
            );
        }
    }
}

// MC09b, MC23b. As in PHP, the message names the last option of its kind.
#[test]
fn a_group_is_an_array() {
    for (value, given) in [
        (OptionValue::from(5), "int"),
        (true.into(), "true"),
        (false.into(), "false"),
        ("x".into(), "string"),
    ] {
        for option in OPTIONS {
            let named = match option {
                MCAST_JOIN_GROUP | MCAST_LEAVE_GROUP => "MCAST_LEAVE_GROUP",
                _ => "MCAST_LEAVE_SOURCE_GROUP",
            };
            for socket in [udp(), udp6(), unix()] {
                let error = assert_refused(
                    &socket,
                    |socket| set(socket, option, value.clone()),
                    ErrorKind::TypeError,
                    &format!(
                        "socket_set_option(): Argument #4 ($value) must be of type array \
                         when argument #3 ($option) is {named}, {given} given"
                    ),
                );
                assert_eq!(error.argument(), Some((4, "value")));
            }
        }
    }
}

// MC03.
#[test]
fn a_group_is_wanted_where_one_belongs() {
    for value in [
        OptionValue::from(Linger::default()),
        Timeout::default().into(),
    ] {
        for (socket, option) in [udp(), udp6(), unix()].iter().zip(OPTIONS) {
            assert_unrecorded(
                socket,
                |socket| set(socket, option, value.clone()),
                ErrorKind::ValueError,
                "No key \"group\" passed in optval",
            );
        }
    }
}

// MC13.
#[test]
fn a_source_is_wanted_where_one_belongs() {
    for option in &OPTIONS[..4] {
        assert_unrecorded(
            &udp(),
            |socket| set(socket, *option, group(GROUP)),
            ErrorKind::ValueError,
            "No key \"source\" passed in optval",
        );
    }
    // An option without a source ignores it.
    set(&udp(), MCAST_JOIN_GROUP, source(GROUP, "")).unwrap();
}

// MC14.
#[test]
fn a_source_is_joined_once_and_left_once() {
    for (socket, group, address) in [(udp(), GROUP, "127.0.0.1"), (udp6(), "ff02::5", "::1")] {
        let source = || source(group, address);
        set(&socket, MCAST_JOIN_SOURCE_GROUP, source()).unwrap();
        assert_not_set(&socket, MCAST_JOIN_SOURCE_GROUP, source(), NOT_JOINED);
        set(&socket, MCAST_LEAVE_SOURCE_GROUP, source()).unwrap();
        assert!(set(&socket, MCAST_LEAVE_SOURCE_GROUP, source()).is_err());
    }
}

// MC15, MC26.
#[test]
fn a_source_is_blocked_once_and_unblocked_once() {
    for (socket, address, sender) in [(udp(), GROUP, "127.0.0.1"), (udp6(), "ff02::5", "::1")] {
        let source = || source(address, sender);
        assert_not_set(&socket, MCAST_BLOCK_SOURCE, source(), INVALID);
        set(&socket, MCAST_JOIN_GROUP, group(address)).unwrap();
        assert_not_set(&socket, MCAST_UNBLOCK_SOURCE, source(), NOT_JOINED);
        set(&socket, MCAST_BLOCK_SOURCE, source()).unwrap();
        assert_not_set(&socket, MCAST_BLOCK_SOURCE, source(), NOT_JOINED);
        set(&socket, MCAST_UNBLOCK_SOURCE, source()).unwrap();
        assert_not_set(&socket, MCAST_UNBLOCK_SOURCE, source(), NOT_JOINED);
    }
}
