//! `chat --serve`, `chat_poll --serve` and the chats of the tutorial: no client can disturb the others.

use std::io::Write;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use php_sockets_test_support::tools::has_tool;
use socket2::{Domain, SockAddr, Socket, Type};

use crate::peer::{Pair, Peer};
use crate::victim::Victim;
use crate::{Chat, SECOND, each_chat};

#[test]
fn a_client_that_is_gone_before_it_is_accepted_ends_only_itself() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut pair = Pair::join(&chat);
        for _ in 0..5 {
            chat.while_stopped(|| (0..20).for_each(|_| Peer::connect(&chat).reset()));
            pair.talk();
        }
        // At any moment.
        (0..100).for_each(|_| Peer::connect(&chat).reset());
        pair.talk();
        chat.assert_cost("200 resets before the greeting", SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

#[test]
fn a_reset_in_a_line_or_while_others_write_ends_only_that_client() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut pair = Pair::join(&chat);
        for _ in 0..20 {
            let in_a_line = Peer::join(&chat);
            in_a_line.say("half a li");
            in_a_line.reset();
            let (writer, reader) = (Peer::join(&chat), Peer::join(&chat));
            // The server finds the line, the reset, and then no client to pass it on to.
            chat.while_stopped(|| {
                writer.say("is there anybody?\n");
                reader.reset();
            });
            writer.reset();
        }
        pair.talk();
        chat.assert_cost("60 resets in the middle", SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

#[test]
fn at_the_descriptor_limit_clients_wait_until_one_leaves() {
    const NAME: &str = "at_the_descriptor_limit_clients_wait_until_one_leaves";
    if has_tool(NAME, "prlimit", "--version", "REQUIRE_PRLIMIT") {
        each_chat(descriptor_limit);
    }
}

fn descriptor_limit(chat: Chat) {
    let chat = chat.serve();
    let mut pair = Pair::join(&chat);
    chat.limit_descriptors(2);
    let inside = [Peer::join(&chat), Peer::join(&chat)];
    let mut waiting = [Peer::connect(&chat), Peer::connect(&chat)];

    let then = chat.usage();
    waiting[0].assert_hears_nothing_for(2 * SECOND);
    pair.talk();
    let (cpu, lasted) = chat.cpu_since(then);
    assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");

    for (leaves, waits) in inside.into_iter().zip(&mut waiting) {
        drop(leaves);
        waits.enter();
    }
    pair.talk();
    chat.assert_cost("no descriptor left", SECOND, &pair.worst());
    let complaint = chat.stop();
    let full = "socket_accept(): unable to accept incoming connection [24]: Too many open files\n";
    assert_eq!(complaint.replace(full, ""), "");
    assert_ne!(complaint, "");
}

#[test]
fn a_line_without_an_end_is_cut_off_and_costs_little() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut pair = Pair::join(&chat);
        let mut endless = Peer::join(&chat);
        let block = [b'x'; 65536];
        for part in 0..256 {
            if endless.stream().write_all(&block).is_err() {
                break; // cut off
            }
            if part % 32 == 0 {
                pair.talk();
            }
        }
        assert!(endless.is_dropped());
        pair.talk();
        chat.assert_cost("16 MiB without a newline", 2 * SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

#[test]
fn little_is_kept_for_a_client_that_never_reads() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut pair = Pair::join(&chat);
        let mute = mute(&chat);
        let mut listener = Peer::join(&chat);
        let talkers = [(); 8].map(|()| Peer::join(&chat));
        let open = chat.descriptors();

        let line = format!("{}\n", "x".repeat(1900));
        let mut kept = 0;
        while chat.descriptors() == open && kept < 1 << 20 {
            for talker in &talkers {
                talker.say(&line);
                listener.hear_at_last(&line);
                kept += line.len();
            }
            if kept % (4 * talkers.len() * line.len()) == 0 {
                pair.talk();
            }
        }
        assert_eq!(
            chat.descriptors(),
            open - 1,
            "{kept} bytes, and still there"
        );
        drop(mute);
        pair.talk();
        let attack = format!("never reads: {} KiB, then it is dropped", kept / 1024);
        chat.assert_cost(&attack, 2 * SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

/// A client that takes as little as it can.
fn mute(chat: &Victim) -> Socket {
    let mute = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    mute.set_recv_buffer_size(4096).unwrap();
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], chat.port));
    mute.connect(&SockAddr::from(address)).unwrap();
    if chat.has_names() {
        mute.send(b"mute\n").unwrap();
    }
    mute
}

#[test]
fn a_client_that_never_stops_does_not_drive_out_a_slow_reader() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut pair = Pair::join(&chat);
        let mut slow = Peer::join(&chat);
        let flooder = Peer::join(&chat);
        let (end, ended) = channel();
        let flood = thread::spawn(move || {
            let lines = format!("{}\n", "y".repeat(1000)).repeat(64);
            let (start, mut said) = (Instant::now(), 0);
            while start.elapsed() < 3 * SECOND / 2 && said < 64 << 20 {
                said += flooder.write_for(lines.as_bytes(), Duration::from_millis(100));
            }
            flooder.reset();
            end.send(()).unwrap();
        });
        while ended.recv_timeout(SECOND / 10).is_err() {
            pair.talk();
        }
        flood.join().unwrap();

        // Only now does it begin to read.
        pair.ann_says("are you still there?\n");
        slow.hear_at_last("are you still there?\n");
        chat.assert_cost("a flood of lines", 3 * SECOND / 2, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

#[test]
fn a_client_that_half_closes_is_heard_and_then_gone() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut pair = Pair::join(&chat);
        let mut listener = Peer::join(&chat);
        for _ in 0..20 {
            let mut polite = Peer::join(&chat);
            polite.say("my last line\n");
            polite.half_close();
            listener.hear_at_last("my last line\n");
            assert!(polite.is_dropped());
        }
        let then = chat.usage();
        listener.assert_hears_nothing_for(SECOND / 2);
        let (cpu, lasted) = chat.cpu_since(then);
        assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");
        pair.talk();
        chat.assert_cost("20 half-closed connections", SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

// It has had its reads in this second, so the server does not watch it. If the kernel reported
// again and again that the connection is gone, that would take half of each second on average.
#[test]
fn a_client_that_breaks_off_while_it_is_not_asked_about_is_removed() {
    each_chat(|chat| {
        let chat = chat.serve();
        let mut listener = Peer::join(&chat);
        let open = chat.descriptors();
        let line = format!("{}\n", "z".repeat(1023));
        for _ in 0..3 {
            let talker = Peer::join(&chat);
            talker.say(&line.repeat(60));
            // Two in each of its 20 reads.
            (0..40).for_each(|_| assert_eq!(listener.hear(), line));
            talker.reset();
            let start = Instant::now();
            while chat.descriptors() > open {
                assert!(start.elapsed() < 5 * SECOND, "it is still there");
                thread::sleep(Duration::from_millis(20));
            }
        }
        chat.assert_cost("3 resets of paused clients", SECOND / 4, "-");

        Peer::join(&chat).say("still here?\n");
        listener.hear_at_last("still here?\n");
        assert_eq!(chat.stop(), "");
    });
}
