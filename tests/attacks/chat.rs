//! `chat --serve`: what one client does is not felt by the others.

use std::io::Write;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use php_sockets_test_support::program::Language;
use php_sockets_test_support::tools::{has_tool, skip};
use socket2::{Domain, SockAddr, Socket, Type};

use crate::peer::{Pair, Peer};
use crate::victim::Victim;
use crate::{SECOND, both};

fn chat(language: Language) -> Victim {
    Victim::start(language, "chat", &["--serve"])
}

#[test]
fn a_client_that_is_gone_before_it_is_accepted_ends_only_itself() {
    both(|language| {
        let chat = chat(language);
        let mut pair = Pair::join(&chat);
        for _ in 0..5 {
            chat.while_stopped(|| (0..20).for_each(|_| Peer::connect(&chat).reset()));
            pair.talk();
        }
        // As they come, at whichever moment.
        (0..100).for_each(|_| Peer::connect(&chat).reset());
        pair.talk();
        chat.assert_cost("200 resets before the greeting", SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

#[test]
fn a_reset_in_a_line_or_while_others_write_ends_only_that_client() {
    both(|language| {
        let chat = chat(language);
        let mut pair = Pair::join(&chat);
        for _ in 0..20 {
            let in_a_line = Peer::join(&chat);
            in_a_line.say("half a li");
            in_a_line.reset();
            let (writer, reader) = (Peer::join(&chat), Peer::join(&chat));
            // The server finds the line, the reset, and then nobody to pass it on to.
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
        both(descriptor_limit);
    }
}

fn descriptor_limit(language: Language) {
    let chat = chat(language);
    let mut pair = Pair::join(&chat);
    chat.limit_descriptors(2);
    let inside = [Peer::join(&chat), Peer::join(&chat)];
    let mut waiting = [Peer::connect(&chat), Peer::connect(&chat)];

    let then = chat.usage();
    assert!(waiting[0].hears_nothing_for(2 * SECOND));
    pair.talk();
    let (cpu, lasted) = chat.cpu_since(then);
    assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");

    for (leaves, waits) in inside.into_iter().zip(&mut waiting) {
        drop(leaves);
        assert_eq!(waits.hear(), "welcome\n");
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
    both(|language| {
        let chat = chat(language);
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
    both(|language| {
        let chat = chat(language);
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
    mute
}

#[test]
fn a_client_that_never_stops_does_not_drive_out_a_slow_reader() {
    both(|language| {
        let chat = chat(language);
        let mut pair = Pair::join(&chat);
        let mut slow = Peer::join(&chat);
        let flooder = Peer::join(&chat);
        let (end, ended) = channel();
        let flood = thread::spawn(move || {
            let lines = format!("{}\n", "y".repeat(1000)).repeat(64);
            let time = Some(Duration::from_millis(100));
            flooder.stream().set_write_timeout(time).unwrap();
            let (start, mut said) = (Instant::now(), 0);
            while start.elapsed() < 3 * SECOND / 2 && said < 64 << 20 {
                said += flooder.stream().write(lines.as_bytes()).unwrap_or(0);
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
fn a_thousand_idle_clients_cost_nothing() {
    const NAME: &str = "a_thousand_idle_clients_cost_nothing";
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    if hard < 4000 {
        return skip(NAME, "not enough descriptors");
    }
    setrlimit(Resource::RLIMIT_NOFILE, soft.max(4000), hard).unwrap();
    both(|language| {
        let chat = chat(language);
        let mut pair = Pair::join(&chat);
        // With the pair these are as many as it takes, and two more.
        let mut idle: Vec<_> = (0..998).map(|_| Peer::join(&chat)).collect();
        let mut waiting = [Peer::connect(&chat), Peer::connect(&chat)];

        let then = chat.usage();
        assert!(waiting[0].hears_nothing_for(SECOND));
        let (cpu, lasted) = chat.cpu_since(then);
        assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");
        pair.talk();

        for waits in &mut waiting {
            drop(idle.pop());
            assert_eq!(waits.hear(), "welcome\n");
        }
        pair.talk();
        chat.assert_cost("1,000 idle clients", 5 * SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

#[test]
fn a_client_that_half_closes_is_heard_and_then_gone() {
    both(|language| {
        let chat = chat(language);
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
        assert!(listener.hears_nothing_for(SECOND / 2));
        let (cpu, lasted) = chat.cpu_since(then);
        assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");
        pair.talk();
        chat.assert_cost("20 half-closed connections", SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}
