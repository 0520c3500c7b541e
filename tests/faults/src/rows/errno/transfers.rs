//! The functions that send and receive.

use php_sockets::*;

use super::Cell;
use super::cases::Case;
use crate::scene::{bound_udp, connection, pair, port, udp};

const PAIR: &str = "socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p); [$s, $t] = $p;
    $t1 = str_repeat(\"a line\\n\", 3); socket_send($t, $t1, 21, 0);";
const UDP: &str = "$s = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP); socket_bind($s, '127.0.0.1');";
const UDP6: &str = "$s = socket_create(AF_INET6, SOCK_DGRAM, SOL_UDP);";

pub(super) const ALL: &[Case] = &[
    Case::fails(
        "socket_write",
        &["sendto"],
        "unable to write to socket",
        |cell| {
            let [socket, _peer] = connection();
            cell.arm();
            let result = socket_write(&socket, "x", None);
            cell.told(result, Some(&socket));
        },
    )
    .php(PAIR, "socket_write($s, 'x')", "write"),
    Case::fails(
        "socket_send",
        &["sendto"],
        "Unable to write to socket",
        |cell| {
            let [socket, _peer] = connection();
            cell.arm();
            let result = socket_send(&socket, "x", 1, 0);
            cell.told(result, Some(&socket));
        },
    )
    .php(UDP, "socket_send($s, 'x', 1, 0)", "sendto"),
    Case::fails(
        "socket_sendto",
        &["sendto"],
        "Unable to write to socket",
        |cell| {
            let (socket, peer) = (udp(), bound_udp());
            let port = port(&peer);
            cell.arm();
            let result = socket_sendto(&socket, "x", 1, 0, "127.0.0.1", port);
            cell.told(result, Some(&socket));
        },
    )
    .php(
        UDP,
        "socket_sendto($s, 'x', 1, 0, '127.0.0.1', 1)",
        "sendto",
    ),
    Case::fails(
        "socket_sendto",
        &["sendto"],
        "Unable to write to socket",
        |cell| {
            let socket = socket_create(AF_UNIX, SOCK_DGRAM, 0).expect("a socket");
            cell.arm();
            let result = socket_sendto(&socket, "x", 1, 0, "/tmp/nobody-makes-this-one", None);
            cell.told(result, Some(&socket));
        },
    )
    .titled("socket_sendto, a path")
    .php(
        "$s = socket_create(AF_UNIX, SOCK_DGRAM, 0);",
        "socket_sendto($s, 'x', 1, 0, '/tmp/nobody-makes-this-one')",
        "sendto",
    ),
    Case::fails(
        "socket_read",
        &["recvfrom"],
        "unable to read from socket",
        |cell| {
            read(cell, 100, None);
        },
    )
    .php(PAIR, "socket_read($s, 100)", "recvfrom"),
    Case::fails(
        "socket_read",
        &["recvfrom"],
        "unable to read from socket",
        |cell| {
            read(cell, 1 << 20, None);
        },
    )
    .titled("socket_read, a mebibyte")
    .php(PAIR, "socket_read($s, 1 << 20)", "recvfrom"),
    Case::fails(
        "socket_read",
        &["recvfrom"],
        "unable to read from socket",
        |cell| {
            read(cell, 100, Some(PHP_NORMAL_READ));
        },
    )
    .titled("socket_read, a line")
    .php(PAIR, "socket_read($s, 100, PHP_NORMAL_READ)", "recvfrom"),
    Case::fails(
        "socket_read",
        &["recvfrom"],
        "unable to read from socket",
        |cell| {
            let (here, there) = (bound_udp(), udp());
            socket_sendto(&there, "a line\n", 7, 0, "127.0.0.1", port(&here)).expect("room");
            cell.arm();
            let result = socket_read(&here, 100, PHP_NORMAL_READ);
            cell.told(result, Some(&here));
        },
    )
    .titled("socket_read, a line of a datagram"),
    Case::fails(
        "socket_recv",
        &["recvfrom"],
        "Unable to read from socket",
        |cell| {
            let [socket, peer] = connection();
            socket_write(&peer, "more than a line\n", None).expect("room");
            let mut data = b"before".to_vec();
            cell.arm();
            let result = socket_recv(&socket, &mut data, 100, 0);
            // What was there before is not what arrived.
            assert!(data.is_empty(), "{data:?} of a failed call");
            cell.told(result, Some(&socket));
        },
    )
    .php(PAIR, "socket_recv($s, $d, 100, 0)", "recvfrom"),
    Case::fails(
        "socket_recvfrom",
        &["recvfrom"],
        "Unable to recvfrom",
        |cell| {
            recvfrom(cell, AF_INET, SOCK_DGRAM);
        },
    )
    .php(UDP, "socket_recvfrom($s, $d, 100, 0, $a, $b)", "recvfrom"),
    Case::fails(
        "socket_recvfrom",
        &["recvfrom"],
        "unable to recvfrom",
        |cell| {
            recvfrom(cell, AF_INET6, SOCK_DGRAM);
        },
    )
    .titled("socket_recvfrom, IPv6")
    .php(UDP6, "socket_recvfrom($s, $d, 100, 0, $a, $b)", "recvfrom"),
    Case::fails(
        "socket_recvfrom",
        &["recvfrom"],
        "Unable to recvfrom",
        |cell| {
            recvfrom(cell, AF_UNIX, SOCK_DGRAM);
        },
    )
    .titled("socket_recvfrom, unix")
    .php(
        "$s = socket_create(AF_UNIX, SOCK_DGRAM, 0);",
        "socket_recvfrom($s, $d, 100, 0, $a)",
        "recvfrom",
    ),
    Case::fails("socket_sendmsg", &["sendmsg"], "Error in sendmsg", |cell| {
        let [socket, _peer] = pair(SOCK_STREAM);
        let passed = udp();
        let message = Message {
            iov: vec![b"x".to_vec()],
            control: vec![Control::Rights(vec![passed.into()])],
            ..Message::default()
        };
        cell.arm();
        let result = socket_sendmsg(&socket, &message, 0);
        cell.told(result, Some(&socket));
    })
    .php(PAIR, "socket_sendmsg($s, ['iov' => ['x']], 0)", "sendmsg"),
    Case::fails("socket_recvmsg", &["recvmsg"], "Error in recvmsg", |cell| {
        let [socket, peer] = pair(SOCK_STREAM);
        socket_write(&peer, "x", None).expect("room");
        let mut message = Message {
            controllen: 128,
            ..Message::default()
        };
        cell.arm();
        let result = socket_recvmsg(&socket, &mut message, 0);
        cell.told(result, Some(&socket));
    })
    .always_warns()
    .thread_only()
    .php(
        "socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p); [$s, $t] = $p;
         $m = ['name' => [], 'controllen' => 128, 'buffer_size' => 100];",
        "socket_recvmsg($s, $m, 0)",
        "recvmsg",
    ),
    // Memory that the system does not grant.
    Case::survives("socket_read, 64 MiB", "socket_read", MEMORY, |cell| {
        read(cell, 64 << 20, None);
    }),
    Case::survives("socket_recv, 64 MiB", "socket_recv", MEMORY, |cell| {
        let [socket, peer] = connection();
        socket_write(&peer, "x", None).expect("room");
        let mut data = Vec::new();
        cell.arm();
        let result = socket_recv(&socket, &mut data, 64 << 20, 0);
        cell.told(result, Some(&socket));
    }),
    Case::survives("socket_recvmsg, 64 MiB", "socket_recvmsg", MEMORY, |cell| {
        let [socket, peer] = connection();
        socket_write(&peer, "x", None).expect("room");
        let mut message = Message {
            controllen: 128,
            buffer_size: 64 << 20,
            ..Message::default()
        };
        cell.arm();
        let result = socket_recvmsg(&socket, &mut message, 0);
        cell.told(result, None);
    }),
];

const MEMORY: &[&str] = &["mmap", "brk", "mremap", "munmap"];

fn read(cell: &mut Cell, length: usize, mode: Option<i32>) {
    let [socket, peer] = connection();
    socket_write(&peer, "a line\nand more\n", None).expect("room");
    cell.arm();
    let result = socket_read(&socket, length, mode);
    cell.told(result, Some(&socket));
}

fn recvfrom(cell: &mut Cell, domain: i32, r#type: i32) {
    let socket = socket_create(domain, r#type, 0).expect("a socket");
    let mut data = Vec::new();
    cell.arm();
    let result = socket_recvfrom(&socket, &mut data, 100, 0);
    cell.told(result, Some(&socket));
}
