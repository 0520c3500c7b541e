//! Interfaces are looked up by the socket, not by the process. It may be in another network,
//! and needs no further descriptor.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::thread;

use nix::net::if_::if_nametoindex;
use nix::sched::{CloneFlags, unshare};
use php_sockets::*;
use socket2::SockRef;

use super::{loopback, set_and_get};
use crate::common::*;

fn group(interface: impl Into<Interface>) -> GroupRequest {
    GroupRequest {
        group: "224.0.0.23".into(),
        interface: interface.into(),
    }
}

#[test]
fn no_descriptor_is_needed() {
    if !in_child("multicast::by_socket::no_descriptor_is_needed") {
        return;
    }
    let (socket, socket6, index) = (udp(), udp6(), loopback());
    without_descriptors(|| {
        for value in [OptionValue::from(index), "lo".into()] {
            let (level, option) = (IPPROTO_IP, IP_MULTICAST_IF);
            assert_eq!(set_and_get(&socket, level, option, 0), 0);
            assert_eq!(set_and_get(&socket, level, option, value.clone()), index);
            let (level, option) = (IPPROTO_IPV6, IPV6_MULTICAST_IF);
            assert_eq!(set_and_get(&socket6, level, option, 0), 0);
            assert_eq!(set_and_get(&socket6, level, option, value), index);
        }
        for option in [MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP] {
            socket_set_option(&socket, IPPROTO_IP, option, group("lo")).unwrap();
        }
    });
}

/// Runs `call` in a new network, which has a cable between `two` and `one` where that of the
/// test has one between `one` and `two`, so that their numbers are the other way round.
fn in_another_network(call: impl FnOnce() + Send) {
    let elsewhere = || {
        unshare(CloneFlags::CLONE_NEWNET).unwrap();
        let script = "ip link add two type veth peer name one
             ip link set one up; ip link set two up
             ip addr add 10.9.0.2/24 dev one; ip addr add 10.9.0.1/24 dev two";
        let status = Command::new("sh").args(["-e", "-c", script]).status();
        assert!(status.unwrap().success());
        call();
    };
    thread::scope(|scope| scope.spawn(elsewhere).join().unwrap());
}

const ADDRESSES: &str = "ip addr add 10.9.0.2/24 dev one; ip addr add 10.9.0.1/24 dev two";

/// The number and the address of each interface of the cable, by its name.
const CABLE: [(&str, i32, &str); 2] = [("two", 2, "10.9.0.1"), ("one", 3, "10.9.0.2")];

#[test]
fn a_socket_of_another_network_has_its_interfaces() {
    let test = "multicast::by_socket::a_socket_of_another_network_has_its_interfaces";
    if !in_namespace_with_cable(test, ADDRESSES) {
        return;
    }
    let (socket, socket6) = (udp(), udp6());
    in_another_network(|| {
        for (name, index, address) in CABLE {
            for value in [OptionValue::from(index), name.into()] {
                let (level, option) = (IPPROTO_IP, IP_MULTICAST_IF);
                assert_eq!(set_and_get(&socket, level, option, value.clone()), index);
                let found = SockRef::from(&socket).multicast_if_v4().unwrap();
                assert_eq!(found.to_string(), address, "{value:?}");

                let (level, option) = (IPPROTO_IPV6, IPV6_MULTICAST_IF);
                assert_eq!(set_and_get(&socket6, level, option, value), index);
            }
        }
    });
}

/// The interfaces on which this process has joined the group, as the kernel reports them.
fn joined() -> Vec<String> {
    const GROUP: &str = "170000E0"; // 224.0.0.23

    let list = fs::read_to_string("/proc/self/net/igmp").unwrap();
    let mut interface = "";
    let lines = list.lines().filter_map(|line| {
        if let Some((_, head)) = line.split_once('\t').filter(|_| !line.starts_with('\t')) {
            interface = head.split([' ', ':']).next().unwrap();
        }
        line.contains(GROUP).then(|| interface.to_owned())
    });
    lines.collect()
}

#[test]
fn a_group_is_joined_where_the_socket_is() {
    let test = "multicast::by_socket::a_group_is_joined_where_the_socket_is";
    if !in_namespace_with_cable(test, ADDRESSES) {
        return;
    }
    for (name, index, _) in CABLE {
        for interface in [Interface::from(name), (index as u32).into()] {
            let socket = udp();
            in_another_network(|| {
                let request = group(interface.clone());
                socket_set_option(&socket, IPPROTO_IP, MCAST_JOIN_GROUP, request).unwrap();
            });
            assert_eq!(joined(), [name], "{interface:?}");
        }
    }
}

// The name of an interface is bytes, and the kernel refuses only a few of them.
#[test]
fn the_name_of_an_interface_need_not_be_text() {
    let test = "multicast::by_socket::the_name_of_an_interface_need_not_be_text";
    let setup = "
        name=$(printf 'n\\376me')
        ip link add \"$name\" type veth peer name other
        ip link set \"$name\" up
        ip addr add 10.9.0.5/24 dev \"$name\"
    ";
    if !in_namespace_with_cable(test, setup) {
        return;
    }
    let name = OsStr::from_bytes(b"n\xfeme");
    let index = if_nametoindex(name).unwrap() as i32;

    let (socket, socket6) = (udp(), udp6());
    for value in [OptionValue::from(index), name.into()] {
        let (level, option) = (IPPROTO_IP, IP_MULTICAST_IF);
        assert_eq!(set_and_get(&socket, level, option, value.clone()), index);
        let (level, option) = (IPPROTO_IPV6, IPV6_MULTICAST_IF);
        assert_eq!(set_and_get(&socket6, level, option, value), index);
    }
    socket_set_option(
        &socket,
        IPPROTO_IP,
        MCAST_JOIN_GROUP,
        group(name.to_owned()),
    )
    .unwrap();
    socket_set_option(&socket, SOL_SOCKET, SO_BINDTODEVICE, name).unwrap();
    let device = socket_get_option(&socket, SOL_SOCKET, SO_BINDTODEVICE).unwrap();
    assert_eq!(device, name);
}

#[test]
fn the_text_of_an_error_is_utf_8() {
    let name = OsStr::from_bytes(b"n\xfeme");
    assert_unrecorded(
        &udp(),
        |socket| socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, name),
        ErrorKind::Warning,
        "socket_set_option(): No interface with name \"n\u{fffd}me\" could be found",
    );
}
