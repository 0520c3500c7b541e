//! The functions that set and get options and names, and those that end a socket.

use std::time::Duration;

use php_sockets::*;

use super::Cell;
use super::cases::Case;
use crate::scene::{tcp, udp};

const SET: &str = "Unable to set socket option";
const GET: &str = "Unable to retrieve socket option";
const TCP: &str = "$s = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);";
const UDP: &str = "$s = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP);";
const UDP6: &str = "$s = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP);";

pub(super) const ALL: &[Case] = &[
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        set(cell, tcp(), SOL_SOCKET, SO_KEEPALIVE, 1.into());
    })
    .php(
        TCP,
        "socket_set_option($s, SOL_SOCKET, SO_KEEPALIVE, 1)",
        "setsockopt",
    ),
    Case::fails("socket_setopt", &["setsockopt"], SET, |cell| {
        let socket = tcp();
        cell.arm();
        let result = socket_setopt(&socket, SOL_SOCKET, SO_REUSEADDR, true);
        cell.told(result, Some(&socket));
    })
    .php(
        TCP,
        "socket_setopt($s, SOL_SOCKET, SO_REUSEADDR, true)",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        let linger = Linger {
            l_onoff: 1,
            l_linger: 1,
        };
        set(cell, tcp(), SOL_SOCKET, SO_LINGER, linger.into());
    })
    .titled("socket_set_option, SO_LINGER")
    .php(
        TCP,
        "socket_set_option($s, SOL_SOCKET, SO_LINGER, ['l_onoff' => 1, 'l_linger' => 1])",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        let time = Duration::from_secs(1);
        set(cell, tcp(), SOL_SOCKET, SO_RCVTIMEO, time.into());
    })
    .titled("socket_set_option, SO_RCVTIMEO")
    .php(
        TCP,
        "socket_set_option($s, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 1, 'usec' => 0])",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        set(cell, tcp(), SOL_SOCKET, SO_BINDTODEVICE, "lo".into());
    })
    .titled("socket_set_option, SO_BINDTODEVICE")
    .php(
        TCP,
        "socket_set_option($s, SOL_SOCKET, SO_BINDTODEVICE, 'lo')",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        set(cell, udp(), IPPROTO_IP, IP_MULTICAST_TTL, 3.into());
    })
    .titled("socket_set_option, IP_MULTICAST_TTL")
    .php(
        UDP,
        "socket_set_option($s, IPPROTO_IP, IP_MULTICAST_TTL, 3)",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        set(cell, udp6(), IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 3.into());
    })
    .titled("socket_set_option, IPV6_MULTICAST_HOPS")
    .php(
        UDP6,
        "socket_set_option($s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 3)",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        let group = GroupRequest {
            group: "224.0.0.7".into(),
            interface: Interface::Index(0),
        };
        set(cell, udp(), IPPROTO_IP, MCAST_JOIN_GROUP, group.into());
    })
    .titled("socket_set_option, MCAST_JOIN_GROUP")
    .php(
        UDP,
        "socket_set_option($s, IPPROTO_IP, MCAST_JOIN_GROUP,
            ['group' => '224.0.0.7', 'interface' => 0])",
        "setsockopt",
    ),
    Case::fails("socket_set_option", &["setsockopt"], SET, |cell| {
        set(cell, udp(), IPPROTO_IP, IP_MULTICAST_IF, 0.into());
    })
    .titled("socket_set_option, IP_MULTICAST_IF")
    .php(
        UDP,
        "socket_set_option($s, IPPROTO_IP, IP_MULTICAST_IF, 0)",
        "setsockopt",
    ),
    Case::fails("socket_get_option", &["getsockopt"], GET, |cell| {
        get(cell, tcp(), SOL_SOCKET, SO_TYPE);
    })
    .php(
        TCP,
        "socket_get_option($s, SOL_SOCKET, SO_TYPE)",
        "getsockopt",
    ),
    Case::fails("socket_getopt", &["getsockopt"], GET, |cell| {
        let socket = tcp();
        cell.arm();
        let result = socket_getopt(&socket, SOL_SOCKET, SO_TYPE);
        cell.told(result, Some(&socket));
    })
    .php(TCP, "socket_getopt($s, SOL_SOCKET, SO_TYPE)", "getsockopt"),
    Case::fails("socket_get_option", &["getsockopt"], GET, |cell| {
        get(cell, tcp(), SOL_SOCKET, SO_LINGER);
    })
    .titled("socket_get_option, SO_LINGER")
    .php(
        TCP,
        "socket_get_option($s, SOL_SOCKET, SO_LINGER)",
        "getsockopt",
    ),
    Case::fails("socket_get_option", &["getsockopt"], GET, |cell| {
        get(cell, tcp(), SOL_SOCKET, SO_RCVTIMEO);
    })
    .titled("socket_get_option, SO_RCVTIMEO")
    .php(
        TCP,
        "socket_get_option($s, SOL_SOCKET, SO_RCVTIMEO)",
        "getsockopt",
    ),
    Case::fails("socket_get_option", &["getsockopt"], GET, |cell| {
        get(cell, udp(), IPPROTO_IP, IP_MULTICAST_IF);
    })
    .titled("socket_get_option, IP_MULTICAST_IF")
    .php(
        UDP,
        "socket_get_option($s, IPPROTO_IP, IP_MULTICAST_IF)",
        "getsockopt",
    ),
    Case::fails("socket_get_option", &["getsockopt"], GET, |cell| {
        get(cell, tcp(), SOL_TCP, TCP_CONGESTION);
    })
    .titled("socket_get_option, TCP_CONGESTION")
    .php(
        TCP,
        "socket_get_option($s, SOL_TCP, TCP_CONGESTION)",
        "getsockopt",
    ),
    Case::fails(
        "socket_set_block",
        &["ioctl"],
        "unable to set blocking mode",
        |cell| {
            let socket = tcp();
            cell.arm();
            let result = socket_set_block(&socket);
            cell.told(result, Some(&socket));
        },
    )
    .php(TCP, "socket_set_block($s)", "fcntl@2"),
    Case::fails("socket_set_nonblock", &["ioctl"], NONBLOCK, |cell| {
        let socket = tcp();
        cell.arm();
        let result = socket_set_nonblock(&socket);
        cell.told(result, Some(&socket));
    })
    .php(TCP, "socket_set_nonblock($s)", "fcntl@2"),
    Case::fails(
        "socket_atmark",
        &["ioctl"],
        "Unable to apply sockmark",
        |cell| {
            let socket = tcp();
            cell.arm();
            let result = socket_atmark(&socket);
            cell.told(result, Some(&socket));
        },
    )
    .php(TCP, "socket_atmark($s)", "ioctl"),
    Case::survives("socket_close", "socket_close", &["close"], |cell| {
        let socket = tcp();
        cell.arm();
        socket_close(socket);
        cell.told(Ok(()), None);
    }),
    Case::survives("the end of a Socket", "socket_close", &["close"], |cell| {
        let socket = tcp();
        cell.arm();
        drop(socket);
        cell.told(Ok(()), None);
    }),
    Case::survives(
        "socket_import_stream",
        "socket_import_stream",
        &["getsockopt", "fcntl"],
        |cell| {
            cell.arm();
            cell.told(socket_import_stream(tcp()), None);
        },
    ),
];

const NONBLOCK: &str = "unable to set nonblocking mode";

fn udp6() -> Socket {
    socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP).expect("IPv6")
}

fn set(cell: &mut Cell, socket: Socket, level: i32, option: i32, value: OptionValue) {
    cell.arm();
    let result = socket_set_option(&socket, level, option, value);
    cell.told(result, Some(&socket));
}

fn get(cell: &mut Cell, socket: Socket, level: i32, option: i32) {
    cell.arm();
    let result = socket_get_option(&socket, level, option);
    cell.told(result, Some(&socket));
}
