//! `MSG_TRUNC` with room for everything that arrives, however much it is; and where it changes
//! nothing.

use std::thread;

use php_sockets::*;

use super::received;
use crate::common::*;

/// More than a mebibyte, in bytes, and less than the longest message of a unix socket here.
const LONG: usize = 1_400_000;

/// A call with room for this many bytes: its count, and the data that it gives.
type Receive = fn(&Socket, usize, i32) -> (usize, Vec<u8>);

const RECEIVES: [(&str, Receive); 3] = [
    ("socket_recv", received),
    ("socket_recvfrom", |socket, length, flags| {
        let mut data = super::OLD.to_vec();
        let (count, _) = socket_recvfrom(socket, &mut data, length, flags).unwrap();
        (count, data)
    }),
    ("socket_recvmsg", |socket, length, flags| {
        let mut message = Message {
            buffer_size: length,
            controllen: 1000,
            ..Message::default()
        };
        let count = socket_recvmsg(socket, &mut message, flags).unwrap();
        (count, message.iov.pop().unwrap_or_default())
    }),
];

/// Bytes that all differ from their neighbours.
fn data(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place % 251) as u8).collect()
}

/// Allows a socket to send messages of [`LONG`] bytes. Prints that `test` is skipped if the
/// system does not allow it.
fn has_room(test: &str, socket: &Socket) -> bool {
    socket_set_option(socket, SOL_SOCKET, SO_SNDBUF, 2 * LONG as i32).unwrap();
    let granted = socket_get_option(socket, SOL_SOCKET, SO_SNDBUF).unwrap();
    let enough = granted.as_int().unwrap() as usize > LONG + 1000;
    if !enough {
        skip(test, "net.core.wmem_max allows no message of 1.4 MB");
    }
    enough
}

#[test]
fn a_long_message_that_fits_is_whole() {
    let data = data(LONG);
    for r#type in [SOCK_DGRAM, SOCK_SEQPACKET] {
        for (name, receive) in RECEIVES {
            let (socket, peer) = pair_of(r#type);
            if !has_room("recv::trunc::a_long_message_that_fits_is_whole", &peer) {
                return;
            }
            for (length, flags) in [
                (LONG, MSG_TRUNC),
                (2 * LONG, MSG_TRUNC),
                (2 * LONG, MSG_TRUNC | MSG_PEEK),
            ] {
                socket_write(&peer, &data, None).unwrap();
                let (count, arrived) = receive(&socket, length, flags);
                assert_eq!((count, arrived.len()), (LONG, LONG), "{name}");
                assert!(arrived == data, "{name}: other bytes");
                if flags & MSG_PEEK != 0 {
                    socket_read(&socket, 1, None).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_long_message_is_cut_at_the_length_only() {
    const ROOM: usize = LONG - 100_000;
    let data = data(LONG);
    for (name, receive) in RECEIVES {
        let (socket, peer) = pair_of(SOCK_DGRAM);
        if !has_room(
            "recv::trunc::a_long_message_is_cut_at_the_length_only",
            &peer,
        ) {
            return;
        }
        socket_write(&peer, &data, None).unwrap();
        let (count, arrived) = receive(&socket, ROOM, MSG_TRUNC);
        assert_eq!((count, arrived.len()), (LONG, ROOM), "{name}");
        assert!(arrived == data[..ROOM], "{name}: other bytes");
    }
}

#[test]
fn all_of_a_unix_stream_is_waited_for() {
    const ALL: usize = 3_000_000;
    let data = data(ALL);
    for (name, receive) in RECEIVES {
        let (socket, peer) = pair();
        let sent = data.clone();
        let writer = thread::spawn(move || socket_write(&peer, sent, None).unwrap());

        let (count, arrived) = receive(&socket, ALL, MSG_TRUNC | MSG_WAITALL);
        assert_eq!((count, arrived.len()), (ALL, ALL), "{name}");
        assert!(arrived == data, "{name}: other bytes");
        assert_eq!(writer.join().unwrap(), ALL);
    }
}

// The packet comes back with the time at which it was sent: its headers and its data.
#[test]
fn what_the_queue_of_errors_has_is_not_thrown_away() {
    const SO_TIMESTAMPING: i32 = 37;
    const SENT_BY_SOFTWARE: i32 = 1 << 1 | 1 << 4;

    for flags in [0, MSG_TRUNC] {
        for (name, receive) in RECEIVES {
            let (socket, _peer) = connected();
            socket_set_option(&socket, SOL_SOCKET, SO_TIMESTAMPING, SENT_BY_SOFTWARE).unwrap();
            socket_write(&socket, "payload", None).unwrap();
            wait_broken(&socket);

            let (count, arrived) = receive(&socket, 1000, MSG_ERRQUEUE | flags);
            assert_eq!(count, arrived.len(), "{name}");
            assert!(arrived.ends_with(b"payload"), "{name}: {arrived:?}");
        }
    }
}

// Linux has more than one kind of stream that discards data.
#[test]
fn multipath_tcp_throws_away_too() {
    const IPPROTO_MPTCP: i32 = 262;

    let test = "recv::trunc::multipath_tcp_throws_away_too";
    let sockets = [(); 2].map(|()| socket_create(AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
    let [Ok(server), Ok(client)] = sockets else {
        return skip(test, "this system has no multipath TCP");
    };
    socket_bind(&server, "127.0.0.1", 0).unwrap();
    socket_listen(&server, 1).unwrap();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();
    for (_, receive) in RECEIVES {
        socket_write(&accepted, "abcdef", None).unwrap();
        wait_readable(&client);
        assert_eq!(receive(&client, 100, MSG_TRUNC), (6, vec![]));
    }
}

// The kernel would count what it leaves in the memory of a device.
#[test]
fn without_such_a_device_its_flag_changes_nothing() {
    const MSG_SOCK_DEVMEM: i32 = 0x200_0000;

    for (socket, peer) in [connected(), pair(), pair_of(SOCK_DGRAM)] {
        for (name, receive) in RECEIVES {
            socket_write(&peer, "abcdef", None).unwrap();
            wait_readable(&socket);
            let received = receive(&socket, 100, MSG_SOCK_DEVMEM);
            assert_eq!(received, (6, b"abcdef".to_vec()), "{name}");
        }
    }
}
