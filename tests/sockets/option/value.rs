//! What an `OptionValue` is made from, and what it can be compared with.

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
fn a_switch_is_set_with_a_bool_and_answers_with_a_number() {
    let socket = tcp();
    assert_eq!(answer(&socket, SO_KEEPALIVE), 0);
    socket_set_option(&socket, SOL_SOCKET, SO_KEEPALIVE, true).unwrap();
    assert_eq!(answer(&socket, SO_KEEPALIVE), 1);
}

#[test]
fn a_value_is_equal_only_to_what_it_holds_itself() {
    let credentials = Credentials {
        pid: 1,
        ..Credentials::default()
    };
    let (one, _other) = pair();

    assert_ne!(OptionValue::from(true), OptionValue::from(1));
    assert_ne!(OptionValue::from(true), 1);
    assert_ne!(answer(&one, libc::SO_PEERCRED), credentials);
    assert_ne!(answer(&one, libc::SO_PEERCRED), std::process::id() as i32);
    let (exact, rounded) = (Duration::from_nanos(2_000), Duration::from_nanos(1_999));
    assert_eq!(OptionValue::from(rounded), exact);
    assert_ne!(OptionValue::from(rounded), rounded);
}

#[test]
fn each_shape_has_its_accessor() {
    let (one, _other) = pair();
    let addr = Ipv6Addr::LOCALHOST;
    let (linger, packet) = (Linger::default(), In6PktInfo { addr, ifindex: 1 });
    let (group, source) = (GroupRequest::default(), SourceRequest::default());
    let [credentials, memory] = [libc::SO_PEERCRED, SO_MEMINFO].map(|option| answer(&one, option));

    assert_eq!(OptionValue::from(5).as_int(), Some(5));
    assert_eq!(OptionValue::from(true).as_bool(), Some(true));
    assert_eq!(OptionValue::from("lo").as_name(), Some(OsStr::new("lo")));
    assert_eq!(OptionValue::from(linger).as_linger(), Some(linger));
    assert_eq!(OptionValue::from(packet).as_pkt_info(), Some(packet));
    assert_eq!(OptionValue::from(group.clone()).as_group(), Some(&group));
    assert_eq!(OptionValue::from(source.clone()).as_source(), Some(&source));
    assert_eq!(memory.as_mem_info().map(|memory| memory.drops), Some(0));
    let process = credentials.as_credentials().map(|peer| peer.pid as u32);
    assert_eq!(process, Some(std::process::id()));

    for other in [OptionValue::from("1"), linger.into(), credentials] {
        assert_eq!(
            (other.as_int(), other.as_bool(), other.as_timeout()),
            (None, None, None)
        );
        assert_eq!((other.as_mem_info(), other.as_pkt_info()), (None, None));
        assert_eq!((other.as_group(), other.as_source()), (None, None));
    }
    let number = OptionValue::from(1);
    assert_eq!(
        (
            number.as_name(),
            number.as_linger(),
            number.as_credentials()
        ),
        (None, None, None)
    );
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
