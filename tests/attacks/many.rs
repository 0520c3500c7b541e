//! As many clients as `chat` and `chat_poll` take, and two more.

use std::thread;
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use php_sockets_test_support::tools::skip;

use crate::peer::{Pair, Peer};
use crate::victim::Victim;
use crate::{Chat, OWN, SECOND, each_chat};

#[test]
fn as_many_idle_clients_as_it_takes_cost_nothing() {
    each_chat(|chat| {
        if chat.name == OWN {
            return; // it takes 100, and tells the others: see own.rs
        }
        let clients = chat.clients();
        // Other tests of this process need some too.
        if allow_descriptors(clients as u64 + 3000) {
            many(chat, clients);
        } else {
            let why = format!("{clients} clients need more descriptors than the hard limit");
            skip("many::as_many_idle_clients_as_it_takes_cost_nothing", &why);
        }
    });
}

fn allow_descriptors(count: u64) -> bool {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, soft.max(count), hard).is_ok()
}

fn many(program: Chat, clients: usize) {
    let chat = program.serve();
    let mut pair = Pair::join(&chat);
    let mut idle: Vec<_> = (2..clients).map(|_| Peer::join(&chat)).collect();
    let mut waiting = [Peer::connect(&chat), Peer::connect(&chat)];

    let then = chat.usage();
    waiting[0].assert_hears_nothing_for(2 * SECOND);
    let (cpu, lasted) = chat.cpu_since(then);
    assert!(cpu < lasted / 20, "{cpu:?} of CPU in {lasted:?}");

    pair.ann_says("to all of you\n");
    for one in &mut idle {
        assert_eq!(one.hear(), "to all of you\n");
    }
    pair.talk();
    let attack = format!(
        "{clients} idle clients, {} bytes each, {} ms of CPU in {} s",
        chat.grown() * 1024 / clients as u64,
        cpu.as_millis(),
        lasted.as_secs(),
    );
    chat.assert_cost_within(&attack, 10 * SECOND, program.memory(), &pair.worst());

    for waits in &mut waiting {
        drop(idle.pop());
        waits.enter();
    }
    flood(&chat, &mut pair, idle.pop().unwrap());
    assert_eq!(chat.stop(), "");
}

/// One of them never stops talking, and each line is for all.
fn flood(chat: &Victim, pair: &mut Pair, flooder: Peer) {
    let then = chat.usage();
    let flood = thread::spawn(move || {
        let lines = format!("{}\n", "y".repeat(1000)).repeat(64);
        let start = Instant::now();
        while start.elapsed() < 3 * SECOND {
            flooder.write_for(lines.as_bytes(), Duration::from_millis(100));
        }
        flooder.reset();
    });
    while !flood.is_finished() {
        // With 10,000 clients, the server reads each of them twice a second.
        thread::sleep(SECOND);
        pair.talk();
    }
    flood.join().unwrap();
    let (cpu, lasted) = chat.cpu_since(then);
    println!(
        "  and a flood: {cpu:?} of CPU in {lasted:?}, {}",
        pair.worst()
    );
}
