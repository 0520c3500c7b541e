//! Attacks on the servers of the examples and of the tutorial: what one client, a signal or a
//! lack of descriptors can do to `chat`, `chat_poll`, `server`, the chats of steps 20, 26 and 28 and
//! the servers of steps 21 and 27, in Rust and in PHP, and to `demo`. And what a server that is
//! killed does to the clients of a balancer.
//!
//! Each test starts the built program, attacks it, and asks whether the others are still
//! served. `cargo test --test attacks -- --nocapture` prints a row for each attack: the CPU
//! time that the program took, by how much its memory grew, and how long the others had to
//! wait. The tests' limits for these are generous: they are meant to find a program that takes
//! a whole CPU, or keeps everything that it is sent.

mod balancer;
mod chat;
mod demo;
mod injected;
mod many;
mod own;
mod peer;
mod safe;
mod server;
mod threads;
mod victim;

use std::time::Duration;

use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::tools::{has_php, has_php_of};

use victim::Victim;

const SECOND: Duration = Duration::from_secs(1);

/// Runs an attack on the program and on its twin, where there is PHP.
fn both(attack: fn(Language)) {
    attack(Rust);
    if has_php("the attack on the twin") {
        attack(Php);
    }
}

/// One of the chat servers, or of their twins.
#[derive(Clone, Copy)]
struct Chat {
    name: &'static str,
    language: Language,
}

impl Chat {
    fn serve(self) -> Victim {
        Victim::start(self.language, self.name, self.arguments())
    }

    fn serve_injected(self, inject: &str) -> Victim {
        Victim::start_injected(self.language, self.name, self.arguments(), inject)
    }

    /// The examples play a scene without it. The tutorial's only serves.
    fn arguments(self) -> &'static [&'static str] {
        if [STEP, POLL, OWN].contains(&self.name) {
            &[]
        } else {
            &["--serve"]
        }
    }

    /// How many clients it takes.
    fn clients(self) -> usize {
        if ["chat_poll", POLL].contains(&self.name) {
            10_000
        } else {
            1000
        }
    }

    /// The memory that so many clients may take, in KiB.
    fn memory(self) -> u64 {
        let each = if self.language == Rust { 1 } else { 4 };
        each * self.clients() as u64 + 4096
    }
}

/// The chat servers of the tutorial.
const STEP: &str = "20-chat";
const POLL: &str = "26-poll";

/// The one at its end. Its clients have names, and it says who comes and goes.
const OWN: &str = "28";

/// Runs an attack on all chat servers and on their twins, where there is PHP.
fn each_chat(attack: fn(Chat)) {
    let (chat, chat_poll) = ("chat", "chat_poll");
    let run = |name, language| attack(Chat { name, language });
    run(chat, Rust);
    run(STEP, Rust);
    run(OWN, Rust);
    run(chat_poll, Rust);
    run(POLL, Rust);
    if has_php("the attacks on the twins of chat and of steps 20 and 28") {
        run(chat, Php);
        run(STEP, Php);
        run(OWN, Php);
    }
    if has_php_of(
        "the attacks on the twins of chat_poll and of step 26",
        "8.6",
    ) {
        run(chat_poll, Php);
        run(POLL, Php);
    }
}
