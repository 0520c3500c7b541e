//! How many buffers a received message has: one if there was data, as in PHP.

use std::fmt::Write;

use php_sockets::*;

use super::empty;
use crate::common::*;

/// A message of `sent` received with this room: the count, and the buffers.
fn received(r#type: i32, sent: &str, size: usize, flags: i32) -> (usize, Vec<Vec<u8>>) {
    let (one, other) = pair_of(r#type);
    socket_write(&other, sent, None).unwrap();
    let mut message = Message {
        buffer_size: size,
        ..empty()
    };
    let count = socket_recvmsg(&one, &mut message, flags).unwrap();
    (count, message.iov)
}

#[test]
fn data_without_room_is_an_empty_buffer_where_it_is_counted() {
    for r#type in [SOCK_DGRAM, SOCK_SEQPACKET] {
        for flags in [MSG_TRUNC, MSG_TRUNC | MSG_PEEK] {
            assert_eq!(received(r#type, "hello", 0, flags), (5, vec![vec![]]));
        }
        for flags in [0, MSG_PEEK] {
            assert_eq!(received(r#type, "hello", 0, flags), (0, vec![]));
        }
    }
    for flags in [0, MSG_TRUNC] {
        assert_eq!(received(SOCK_STREAM, "hello", 0, flags), (0, vec![]));
    }
}

#[test]
fn an_empty_message_has_no_buffer() {
    for r#type in [SOCK_DGRAM, SOCK_SEQPACKET] {
        for flags in [0, MSG_PEEK, MSG_TRUNC, MSG_TRUNC | MSG_PEEK] {
            for size in [0, 1, 100] {
                assert_eq!(received(r#type, "", size, flags), (0, vec![]));
            }
        }
    }
}

#[test]
fn php_has_the_same_buffers() {
    if !has_php("message::iov::php_has_the_same_buffers") {
        return;
    }
    let (mut ours, mut program) = (String::new(), String::new());
    for (r#type, sent) in [SOCK_DGRAM, SOCK_SEQPACKET]
        .map(|it| [(it, ""), (it, "hello")])
        .concat()
    {
        for size in [0, 1, 5] {
            for flags in [0, MSG_PEEK, MSG_TRUNC, MSG_TRUNC | MSG_PEEK] {
                let (count, iov) = received(r#type, sent, size, flags);
                let iov: Vec<_> = iov
                    .iter()
                    .map(|part| part.escape_ascii().to_string())
                    .collect();
                writeln!(ours, "{count} {iov:?}").unwrap();
                let length = sent.len();
                writeln!(
                    program,
                    "socket_create_pair(AF_UNIX, {type}, 0, $p);
                     socket_write($p[0], '{sent}', {length});
                     $m = ['buffer_size' => {size}, 'controllen' => 100];
                     echo socket_recvmsg($p[1], $m, {flags}), ' ', json_encode($m['iov']), \"\\n\";"
                )
                .unwrap();
            }
        }
    }
    assert_eq!(php(program), ours);
}
