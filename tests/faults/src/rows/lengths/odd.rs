//! Numbers for which any answer is right, as long as there is one.

use php_sockets::*;

use super::lies::with_data;
use crate::scene::{connection, tcp, udp};

/// A function and its number.
type Odd = (&'static str, fn(i64));

/// Numbers for which any answer is right, as long as there is one.
pub(super) const ODD: &[Odd] = &[
    ("socket_listen, backlog", |n| {
        let _ = socket_listen(&tcp(), n as i32);
    }),
    ("socket_create_listen, backlog", |n| {
        let _ = socket_create_listen(0, n as i32);
    }),
    ("socket_create", |n| {
        let n = n as i32;
        let _ = (socket_create(n, 1, 0), socket_create(AF_INET, n, 0));
        let _ = socket_create(AF_INET, SOCK_STREAM, n);
    }),
    ("socket_create_pair", |n| {
        let n = n as i32;
        let _ = (
            socket_create_pair(n, 1, 0),
            socket_create_pair(AF_UNIX, n, 0),
        );
        let _ = socket_create_pair(AF_UNIX, SOCK_STREAM, n);
    }),
    ("socket_shutdown, mode", |n| {
        let _ = socket_shutdown(&connection()[0], n as i32);
    }),
    ("socket_strerror", |n| drop(socket_strerror(n as i32))),
    ("socket_read, mode", |n| {
        let _ = socket_read(&with_data()[0], 100, n as i32);
    }),
    ("socket_recv, flags", |n| {
        let flags = n as i32 & !MSG_WAITALL | MSG_DONTWAIT;
        let _ = socket_recv(&with_data()[0], &mut Vec::new(), 1 << 40, flags);
    }),
    ("socket_send, flags", |n| {
        let _ = socket_send(&connection()[0], "five\n", 5, n as i32 | MSG_DONTWAIT);
    }),
    ("socket_select, time", |n| {
        let [here, _there] = with_data();
        for (seconds, microseconds) in [(n, 0), (0, n), (n, n), (1, n)] {
            let mut read = vec![&here];
            let _ = socket_select(&mut read, None, None, seconds, microseconds);
        }
    }),
    ("socket_set_option, number", |n| {
        for option in [
            SO_RCVBUF,
            SO_SNDBUF,
            SO_RCVLOWAT,
            SO_KEEPALIVE,
            SO_BROADCAST,
        ] {
            let _ = socket_set_option(&tcp(), SOL_SOCKET, option, n as i32);
        }
    }),
    ("socket_set_option, time", |n| {
        for timeout in [Timeout { sec: n, usec: 0 }, Timeout { sec: 0, usec: n }] {
            let _ = socket_set_option(&tcp(), SOL_SOCKET, SO_RCVTIMEO, timeout);
        }
    }),
    ("socket_set_option, level and option", |n| {
        let _ = socket_set_option(&tcp(), n as i32, 1, 1);
        let _ = socket_set_option(&tcp(), SOL_SOCKET, n as i32, 1);
        let _ = socket_get_option(&tcp(), n as i32, 1);
        let _ = socket_get_option(&tcp(), SOL_SOCKET, n as i32);
    }),
    ("socket_set_option, interface", |n| {
        let _ = socket_set_option(&udp(), IPPROTO_IP, IP_MULTICAST_IF, n as i32);
        let group = GroupRequest {
            group: "224.0.0.7".into(),
            interface: Interface::Index(n as u32),
        };
        let _ = socket_set_option(&udp(), IPPROTO_IP, MCAST_JOIN_GROUP, group);
    }),
    ("socket_addrinfo_lookup, hints", |n| {
        let n = n as i32;
        for place in 0..4 {
            let is = |this| if place == this { n } else { 0 };
            let hints = Hints {
                ai_flags: is(0) | AI_NUMERICHOST,
                ai_family: is(1),
                ai_socktype: is(2),
                ai_protocol: is(3),
            };
            let _ = socket_addrinfo_lookup("127.0.0.1", "80", hints);
        }
    }),
];
