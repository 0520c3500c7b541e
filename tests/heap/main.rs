//! What the calls take from the heap, counted for each thread by an allocator that
//! replaces the program's own. That is why this is a program of its own.

use std::fmt::Debug;
use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use allocation_counter::{AllocationInfo, measure};
use php_sockets::io_poll::{Context, Event};
use php_sockets::*;
use php_sockets_test_support::tools::loopbacks;

/// What `call` takes when it was made before.
fn taken<T: Debug>(mut call: impl FnMut() -> Result<T>) -> AllocationInfo {
    call().unwrap();
    measure(|| {
        call().unwrap();
    })
}

#[track_caller]
fn assert_takes_nothing<T: Debug>(call: impl FnMut() -> Result<T>) {
    assert_eq!(taken(call), AllocationInfo::default());
}

/// Expects one allocation of this many bytes, which are freed with the result.
#[track_caller]
fn assert_takes<T: Debug>(bytes: usize, call: impl FnMut() -> Result<T>) {
    let info = taken(call);
    let found = (info.count_total, info.bytes_total, info.bytes_current);
    assert_eq!(found, (1, bytes as u64, 0));
}

fn pair_of(r#type: i32) -> (Socket, Socket) {
    let [one, other] = socket_create_pair(AF_UNIX, r#type, 0).unwrap();
    (one, other)
}

fn port(socket: &Socket) -> u16 {
    socket_getsockname(socket).unwrap().port().unwrap()
}

/// Two connected ends, a listener, and its port.
fn connected() -> (Socket, Socket, Socket) {
    let server = socket_create_listen(0, None).unwrap();
    let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP).unwrap();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let accepted = socket_accept(&server).unwrap();
    (client, accepted, server)
}

/// A socket for datagrams, bound to a free port.
fn bound(address: &str) -> Socket {
    let family = if address == "::1" { AF_INET6 } else { AF_INET };
    let socket = socket_create(family, SOCK_DGRAM, SOL_UDP).unwrap();
    socket_bind(&socket, address, 0).unwrap();
    socket
}

#[test]
fn sending_takes_nothing() {
    let (socket, peer) = pair_of(SOCK_DGRAM);
    let mut data = Vec::with_capacity(100);
    let mut empty = || socket_recv(&peer, &mut data, 100, 0);

    assert_takes_nothing(|| socket_write(&socket, "data", None).and_then(|_| empty()));
    assert_takes_nothing(|| socket_send(&socket, "data", 4, MSG_DONTWAIT).and_then(|_| empty()));
    assert_takes_nothing(|| {
        (&socket).write_all(b"data").unwrap();
        empty()
    });
}

#[test]
fn receiving_into_a_used_buffer_takes_nothing() {
    for (socket, peer) in [pair_of(SOCK_DGRAM), pair_of(SOCK_STREAM)] {
        let mut data = Vec::new();
        let send = || socket_write(&peer, [b'x'; 1000], None);

        assert_takes_nothing(|| send().and_then(|_| socket_recv(&socket, &mut data, 8192, 0)));
        assert_takes_nothing(|| send().and_then(|_| socket_recvfrom(&socket, &mut data, 8192, 0)));
        assert_takes_nothing(|| {
            send()?;
            let mut data = [0; 1000];
            (&socket).read_exact(&mut data).unwrap();
            Ok(data)
        });
    }
}

#[test]
fn a_message_to_and_from_an_address_takes_nothing() {
    for address in loopbacks("heap a_message_to_and_from_an_address_takes_nothing") {
        let (here, there) = (bound(address), bound(address));
        let port = port(&there);
        let mut data = Vec::new();

        assert_takes_nothing(|| {
            socket_sendto(&here, "data", 4, 0, address, port)?;
            let (_, sender) = socket_recvfrom(&there, &mut data, 8192, 0)?;
            assert!(sender.port().is_some());
            Ok(sender)
        });
    }
}

// Only a string would have to be made of it.
#[test]
fn a_message_to_an_address_that_is_no_string_takes_nothing() {
    for address in loopbacks("heap a_message_to_an_address_that_is_no_string_takes_nothing") {
        let (here, there) = (bound(address), bound(address));
        let to = socket_getsockname(&there).unwrap();
        assert_takes_nothing(|| socket_sendto(&here, "data", 4, 0, &to, to.port()));
    }
}

#[test]
fn a_failure_takes_nothing() {
    let (socket, _peer) = pair_of(SOCK_STREAM);
    socket_set_nonblock(&socket).unwrap();
    let mut data = Vec::new();

    assert_takes_nothing(|| Ok(socket_recv(&socket, &mut data, 8192, 0).unwrap_err()));
    assert_takes_nothing(|| Ok(socket_read(&socket, 8192, None).unwrap_err()));
    assert_takes_nothing(|| Ok(socket_read(&socket, 8192, PHP_NORMAL_READ).unwrap_err()));
    assert_takes_nothing(|| Ok(socket_accept(&socket).unwrap_err()));
}

// Its memory is the `Socket` itself, and what the kernel has.
#[test]
fn a_connection_takes_nothing() {
    let (_, _, server) = connected();
    let port = port(&server);

    let mut kept = Vec::with_capacity(20);
    assert_takes_nothing(|| {
        let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&client, "127.0.0.1", port)?;
        kept.extend([client, socket_accept(&server)?]);
        Ok(())
    });
    assert_takes_nothing(|| {
        kept.drain(..2).for_each(socket_close);
        Ok(())
    });
    assert!(size_of::<Socket>() <= 24, "{}", size_of::<Socket>());
}

#[test]
fn waiting_for_the_same_sockets_again_takes_nothing() {
    let pairs: Vec<_> = (0..200).map(|_| pair_of(SOCK_STREAM)).collect();
    let all: Vec<&Socket> = pairs.iter().flat_map(|(one, other)| [one, other]).collect();
    socket_write(&pairs[100].0, "x", None).unwrap();
    let mut read = Vec::with_capacity(all.len());
    let [mut write, mut except] = [read.clone(), read.clone()];

    for sockets in [&all[..10], &all[..], &all[100..300]] {
        assert_takes_nothing(|| {
            read.clear();
            read.extend(sockets);
            socket_select(&mut read, None, None, 0, None)
        });
        assert_takes_nothing(|| {
            for array in [&mut read, &mut write, &mut except] {
                array.clear();
                array.extend(sockets);
            }
            socket_select(&mut read, &mut write, &mut except, 0, None)
        });
        assert_eq!(write.len(), sockets.len());
    }
}

#[test]
fn options_that_are_numbers_take_nothing() {
    let (socket, _, _) = connected();
    let linger = Linger {
        l_onoff: 1,
        l_linger: 3,
    };

    assert_takes_nothing(|| socket_set_option(&socket, SOL_SOCKET, SO_KEEPALIVE, 1));
    assert_takes_nothing(|| socket_get_option(&socket, SOL_SOCKET, SO_KEEPALIVE));
    assert_takes_nothing(|| socket_set_option(&socket, SOL_SOCKET, SO_LINGER, linger));
    assert_takes_nothing(|| socket_get_option(&socket, SOL_SOCKET, SO_LINGER));
}

#[test]
fn a_read_takes_what_it_returns() {
    let (socket, peer) = pair_of(SOCK_STREAM);
    let send = |length| socket_write(&peer, &[b'x'; 1000][..length], None);

    for length in [1, 100, 8192, 1 << 20, 8192] {
        let sent = length.min(1000);
        assert_takes(sent, || {
            send(sent)?;
            socket_read(&socket, length, None)
        });
    }

    // Longer than what is received on the stack.
    assert_takes(2000, || {
        socket_write(&peer, [b'x'; 2000], None)?;
        socket_read(&socket, 8192, None)
    });

    socket_close(peer);
    assert_takes_nothing(|| socket_read(&socket, 8192, None));
}

// Whether it is copied from the stack or is the buffer itself: it is one allocation.
#[test]
fn a_full_read_takes_its_length() {
    let (socket, peer) = pair_of(SOCK_STREAM);

    for length in [1024, 1025, 8192, 100_000] {
        let data = vec![b'x'; length];
        assert_takes(length, || {
            socket_write(&peer, &data, None)?;
            socket_read(&socket, length, None)
        });
    }
}

#[test]
fn a_message_keeps_no_more_than_what_arrived() {
    let (socket, peer) = pair_of(SOCK_STREAM);
    socket_write(&peer, "data", None).unwrap();

    let mut message = Message {
        controllen: 24,
        ..Message::default()
    };
    socket_recvmsg(&socket, &mut message, None).unwrap();
    assert_eq!(message.iov, [b"data"]);
    assert_eq!(message.iov[0].capacity(), 4);
}

#[test]
fn a_line_takes_what_it_returns() {
    for (socket, peer, _server) in [connected(), {
        let (one, other) = pair_of(SOCK_STREAM);
        (one, other, socket_create_listen(0, None).unwrap())
    }] {
        for length in [1, 60, 256] {
            let line = [vec![b'x'; length - 1], b"\n".to_vec()].concat();
            assert_takes(length, || {
                socket_write(&peer, &line, None)?;
                socket_read(&socket, 1 << 30, PHP_NORMAL_READ)
            });
        }
    }
}

/// What a thread that reads this much, with this length, still holds afterwards.
fn held(reads: &'static [(usize, usize)]) -> i64 {
    let info = thread::spawn(move || {
        let (socket, peer) = pair_of(SOCK_STREAM);
        socket_set_option(&peer, SOL_SOCKET, SO_SNDBUF, 1 << 22).unwrap();
        measure(|| {
            for &(sent, length) in reads {
                socket_write(&peer, vec![b'x'; sent], None).unwrap();
                assert_eq!(socket_read(&socket, length, None).unwrap().len(), sent);
            }
        })
    });
    info.join().unwrap().bytes_current
}

#[test]
fn a_thread_holds_room_for_its_last_read() {
    assert_eq!(held(&[(1000, 8192)]), 8192);
    assert_eq!(held(&[(1000, 1 << 20)]), 1 << 20);
    assert_eq!(held(&[(1000, 1 << 20), (1000, 8192)]), 1 << 20);
    assert_eq!(held(&[(1000, 8192), (10, 100)]), 8192);
    // A long result is that room itself.
    assert_eq!(held(&[(50_000, 64_000)]), 0);
    assert_eq!(held(&[(300_000, 1 << 20)]), 0);
}

#[test]
fn a_thread_holds_at_most_a_mebibyte() {
    assert_eq!(held(&[(1000, (1 << 20) + 1)]), 1 << 20);
    assert_eq!(held(&[(1000, 1 << 30)]), 1 << 20);
    assert_eq!(held(&[(1000, (usize::MAX >> 1) - 1)]), 1 << 20);
}

#[test]
fn a_look_up_takes_a_few_kilobytes() {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP).unwrap();
    // Not an address, but for the C library: it looks nowhere.
    for name in ["127.1", "no name"] {
        let info = measure(|| _ = socket_connect(&socket, name, 0));
        assert!(info.bytes_total < 4096, "{info:?}");
    }
}

/// Waiting control messages of so many bytes: what their thread holds when they are sent.
fn held_after(sent: usize) -> i64 {
    let info = thread::spawn(move || {
        let (socket, _peer) = pair_of(SOCK_STREAM);
        let control = vec![Control::Raw {
            level: IPPROTO_IP,
            r#type: 1,
            data: vec![0; sent],
        }];
        let message = Message {
            iov: vec![b"x".into()],
            control,
            ..Message::default()
        };
        measure(|| _ = socket_sendmsg(&socket, &message, None))
    });
    info.join().unwrap().bytes_current
}

#[test]
fn a_thread_holds_no_room_for_a_huge_message() {
    assert!((1000..2000).contains(&held_after(1000)));
    for sent in [300_000, 1 << 20] {
        assert_eq!(held_after(sent), 0);
    }
}

#[test]
fn a_thread_holds_the_same_room_for_a_cut_message() {
    let held = |flags: i32| {
        let info = thread::spawn(move || {
            let (socket, peer) = pair_of(SOCK_DGRAM);
            socket_write(&peer, "cut", None).unwrap();
            measure(|| {
                let mut message = Message {
                    controllen: 1,
                    buffer_size: 1 << 20,
                    ..Message::default()
                };
                socket_recvmsg(&socket, &mut message, flags).unwrap();
            })
        });
        info.join().unwrap().bytes_current
    };
    // The room for a message is the same with and without the flag.
    assert_eq!(held(0), 1 << 20);
    assert_eq!(held(MSG_TRUNC), 1 << 20);
}

#[test]
fn a_wait_for_watched_sockets_takes_nothing() {
    let (one, other) = pair_of(SOCK_STREAM);
    let context = Context::new(None).unwrap();
    context.add(&one, Event::Read, ()).unwrap();
    let mut triggered = Vec::new();
    for is_ready in [true, false] {
        if is_ready {
            socket_write(&other, "x", None).unwrap();
        } else {
            socket_read(&one, 1, None).unwrap();
        }
        assert_takes_nothing(|| context.wait_into(&mut triggered, Duration::ZERO, None));
        assert_eq!(triggered.len(), usize::from(is_ready));
    }
}
