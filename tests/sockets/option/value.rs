//! What an `OptionValue` is made of, and what it is compared with.

use std::ffi::{OsStr, OsString};
use std::net::Ipv6Addr;
use std::time::Duration;

use php_sockets::*;

use crate::common::*;

#[track_caller]
fn answer(socket: &Socket, option: i32) -> OptionValue {
    socket_get_option(socket, SOL_SOCKET, option).unwrap()
}

#[test]
fn a_switch_is_compared_with_a_bool() {
    let socket = tcp();
    assert_eq!(answer(&socket, SO_KEEPALIVE), false);
    socket_set_option(&socket, SOL_SOCKET, SO_KEEPALIVE, true).unwrap();
    assert_eq!(answer(&socket, SO_KEEPALIVE), true);

    assert_eq!(OptionValue::from(true), true);
    // Not one of the two numbers that a switch has, and no number at all.
    for neither in [OptionValue::from(2), "1".into()] {
        assert_ne!(neither, true);
        assert_ne!(neither, false);
    }
}

#[test]
fn a_time_out_is_compared_with_a_duration() {
    let (socket, wait) = (tcp(), Duration::from_secs(2));
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, wait).unwrap();
    assert_eq!(answer(&socket, SO_RCVTIMEO), wait);
    assert_ne!(answer(&socket, SO_RCVTIMEO), Duration::from_secs(3));
    assert_ne!(OptionValue::from(2), wait);
}

#[test]
fn what_is_only_read_is_compared_too() {
    let (one, _other) = pair();
    let OptionValue::Credentials(peer) = answer(&one, libc::SO_PEERCRED) else {
        panic!("no credentials")
    };
    assert_eq!(answer(&one, libc::SO_PEERCRED), peer);
    let somebody_else = Credentials { pid: 0, ..peer };
    assert_ne!(answer(&one, libc::SO_PEERCRED), somebody_else);

    let OptionValue::MemInfo(memory) = answer(&one, SO_MEMINFO) else {
        panic!("no memory")
    };
    assert_eq!(answer(&one, SO_MEMINFO), memory);
    assert_ne!(answer(&one, SO_MEMINFO), MemInfo::default());
}

#[test]
fn each_kind_of_text_is_a_name() {
    for name in [
        OptionValue::from("lo"),
        String::from("lo").into(),
        OsStr::new("lo").into(),
        OsString::from("lo").into(),
    ] {
        assert_eq!(name, "lo");
        assert_eq!(name, *"lo");
        assert_eq!(name, String::from("lo"));
        assert_eq!(name, OsStr::new("lo"));
        assert_eq!(name, *OsStr::new("lo"));
        assert_eq!(name, OsString::from("lo"));
        assert_ne!(name, "eth0");
    }
    assert_ne!(OptionValue::from(1), "1");

    let lo = Interface::from("lo");
    assert_eq!(Interface::from(String::from("lo")), lo);
    assert_eq!(Interface::from(OsString::from("lo")), lo);
}

#[test]
fn what_is_only_set_is_compared_too() {
    let group = GroupRequest {
        group: "224.0.0.23".into(),
        interface: 1.into(),
    };
    let source = SourceRequest {
        group: "232.0.0.1".into(),
        source: "127.0.0.1".into(),
        interface: 1.into(),
    };
    let addr = Ipv6Addr::LOCALHOST;
    let packet = In6PktInfo { addr, ifindex: 1 };

    assert_eq!(OptionValue::from(group.clone()), group);
    assert_eq!(OptionValue::from(source.clone()), source);
    assert_eq!(OptionValue::from(packet), packet);
    assert_ne!(OptionValue::from(packet), group);
    assert_ne!(OptionValue::from(group), source);
}
