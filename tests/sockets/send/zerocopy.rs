//! `MSG_ZEROCOPY`, with which the kernel would read the caller's memory after the call.

use std::io::Read;

use php_sockets::*;

use crate::common::*;

type Send = fn(&Socket, &[u8], i32) -> Result<usize>;

/// Every function that takes flags to send.
const SENDS: [(&str, Send); 3] = [
    ("socket_send", |s, data, flags| {
        socket_send(s, data, data.len(), flags)
    }),
    ("socket_sendto", |s, data, flags| {
        let peer = socket_getpeername(s)?;
        socket_sendto(s, data, data.len(), flags, peer.address(), peer.port())
    }),
    ("socket_sendmsg", |s, data, flags| {
        let iov = vec![data.to_vec()];
        let message = Message {
            iov,
            ..Message::default()
        };
        socket_sendmsg(s, &message, flags)
    }),
];

/// Both ends of a TCP connection from an address to itself.
fn connected_at(address: &str) -> (Socket, Socket) {
    let [server, client] =
        [(); 2].map(|()| socket_create(family(address), SOCK_STREAM, SOL_TCP).unwrap());
    socket_bind(&server, address, 0).unwrap();
    socket_listen(&server, 1).unwrap();
    socket_connect(&client, address, port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();
    (client, accepted)
}

/// Sends from the same memory again and again, until the kernel takes no more. Returns
/// what it has taken.
fn fill(socket: &Socket, send: Send, flags: i32) -> Vec<u8> {
    let mut memory = vec![0; 64 * 1024];
    let mut taken = Vec::new();
    loop {
        let number = (taken.len() / 1000 % 251) as u8;
        memory.fill(number);
        let result = send(socket, &memory, flags | MSG_DONTWAIT);
        memory.fill(0xff);
        match result {
            Ok(count) => taken.resize(taken.len() + count, number),
            Err(error) if error.is_would_block() => return taken,
            // Flags that a connected socket does not take.
            Err(error) => {
                assert_eq!(taken.len(), 0, "{error}");
                return taken;
            }
        }
    }
}

/// How many bytes differ; not the bytes themselves, which are many.
#[track_caller]
fn assert_same(one: &[u8], other: &[u8], what: &str) {
    assert_eq!(one.len(), other.len(), "{what}: the length");
    if one != other {
        let different = one.iter().zip(other).filter(|(one, other)| one != other);
        panic!("{what}: {} bytes were never sent", different.count());
    }
}

// Unlike PHP, where the peer reads what the memory holds by then.
#[test]
fn a_peer_that_reads_late_gets_what_was_sent() {
    for address in loopbacks("send::zerocopy::a_peer_that_reads_late_gets_what_was_sent") {
        for (name, send) in SENDS {
            let (socket, mut peer) = connected_at(address);
            socket_set_option(&socket, SOL_SOCKET, SO_ZEROCOPY, 1).unwrap();

            let taken = fill(&socket, send, MSG_ZEROCOPY);
            let mut arrived = vec![0; taken.len()];
            peer.read_exact(&mut arrived).unwrap();
            assert_same(&arrived, &taken, name);
        }
    }
}

// The kernel would report there when it no longer needs the memory.
#[test]
fn the_kernel_keeps_no_memory_of_the_caller() {
    for address in loopbacks("send::zerocopy::the_kernel_keeps_no_memory_of_the_caller") {
        for (name, send) in SENDS {
            let udp = [(); 2].map(|()| socket_create(family(address), SOCK_DGRAM, 0).unwrap());
            let [here, there] = udp;
            socket_bind(&here, address, 0).unwrap();
            socket_connect(&there, address, port(&here)).unwrap();

            for (socket, peer) in [connected_at(address), (there, here)] {
                socket_set_option(&socket, SOL_SOCKET, SO_ZEROCOPY, 1).unwrap();
                let count = send(&socket, &[b'x'; 20_000], MSG_ZEROCOPY).unwrap();
                assert_eq!(count, 20_000, "{name}");
                wait_readable(&peer);

                let mut message = Message {
                    controllen: 200,
                    ..Message::default()
                };
                let error = socket_recvmsg(&socket, &mut message, MSG_ERRQUEUE);
                let error = error.expect_err(name);
                assert_eq!(error.code(), SOCKET_EAGAIN, "{name}: {error}");
            }
        }
    }
}

// Most bits have no name in PHP, and some flags are the kernel's own.
#[test]
fn no_flag_lets_a_peer_read_what_was_never_sent() {
    for (name, send) in SENDS {
        for bit in 0..32 {
            let (socket, mut peer) = connected();
            socket_set_option(&socket, SOL_SOCKET, SO_ZEROCOPY, 1).unwrap();
            socket_set_option(&socket, SOL_SOCKET, SO_SNDBUF, 200_000).unwrap();
            socket_set_option(&peer, SOL_SOCKET, SO_RCVBUF, 20_000).unwrap();
            // For the byte that is urgent with `MSG_OOB`.
            socket_set_option(&peer, SOL_SOCKET, SO_OOBINLINE, 1).unwrap();

            let taken = fill(&socket, send, 1 << bit);
            let mut arrived = vec![0; taken.len()];
            peer.read_exact(&mut arrived).unwrap();
            assert_same(&arrived, &taken, &format!("{name} with flag 1 << {bit}"));
        }
    }
}
