//! The functions that look up names and interfaces: the C library asks files and servers
//! for them, and may find the answer in spite of a call that failed.

use php_sockets::*;

use super::Cell;
use super::cases::Case;
use crate::scene::{tcp, udp};

const FILES: &[&str] = &[
    "openat",
    "read",
    "newfstatat",
    "lseek",
    "close",
    "socket",
    "connect",
    "poll",
    "sendto",
    "sendmmsg",
    "recvfrom",
    "bind",
    "getsockname",
    "uname",
    "mmap",
    "munmap",
    "brk",
    "clock_gettime",
    "getrandom",
];

const INTERFACES: &[&str] = &[
    "socket",
    "bind",
    "getsockname",
    "sendto",
    "recvmsg",
    "ioctl",
    "close",
];

pub(super) const ALL: &[Case] = &[
    Case::survives("a name for IPv4", "socket_connect", FILES, |cell| {
        let socket = tcp();
        cell.arm();
        let result = socket_bind(&socket, "localhost", 0);
        cell.told(result, Some(&socket));
    }),
    Case::survives("a name for IPv6", "socket_connect", FILES, |cell| {
        let socket = socket_create(AF_INET6, SOCK_STREAM, 0).expect("IPv6");
        cell.arm();
        let result = socket_bind(&socket, "localhost", 0);
        cell.told(result, Some(&socket));
    }),
    Case::survives(
        "socket_addrinfo_lookup",
        "socket_addrinfo_lookup",
        FILES,
        |cell| {
            let hints = Hints {
                ai_socktype: SOCK_STREAM,
                ai_flags: AI_CANONNAME | AI_ADDRCONFIG,
                ..Hints::default()
            };
            cell.arm();
            let result = socket_addrinfo_lookup("localhost", "http", hints);
            cell.told(result, None);
        },
    ),
    Case::survives(
        "an interface's name",
        "socket_set_option",
        INTERFACES,
        |cell| {
            set(cell, "lo".into());
        },
    ),
    Case::survives(
        "an interface's number",
        "socket_set_option",
        INTERFACES,
        |cell| {
            set(cell, 1.into());
        },
    ),
    Case::survives("the interface", "socket_get_option", INTERFACES, |cell| {
        let socket = udp();
        let _ = socket_set_option(&socket, IPPROTO_IP, IP_MULTICAST_IF, 1);
        cell.arm();
        let result = socket_get_option(&socket, IPPROTO_IP, IP_MULTICAST_IF);
        cell.told(result, None);
    }),
];

/// Whether the C library never returns: it asks the kernel for interfaces by messages,
/// repeats an interrupted call forever, and ends the program at an error that it takes
/// for a descriptor that other code has closed.
pub(super) fn is_end(case: &Case, call: &str, errno: &str) -> bool {
    let fatal: &[&str] = match call {
        "sendto" => &["EINTR"],
        "recvmsg" => &[
            "EINTR",
            "EBADF",
            "ENOTSOCK",
            "ENOTCONN",
            "ECONNREFUSED",
            "EAGAIN",
        ],
        _ => &[],
    };
    ALL.iter().any(|asking| asking.title == case.title) && fatal.contains(&errno)
}

fn set(cell: &mut Cell, interface: OptionValue) {
    let socket = udp();
    cell.arm();
    let result = socket_set_option(&socket, IPPROTO_IP, IP_MULTICAST_IF, interface);
    cell.told(result, None);
}
