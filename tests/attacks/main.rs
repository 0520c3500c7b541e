//! Attacks on the examples' servers: what one client, a signal or a lack of descriptors
//! can do to `chat`, `chat_poll` and `server`, in Rust and in PHP, and to `demo`.
//!
//! Each test starts the built program, attacks it, and asks whether the others are still
//! served. `cargo test --test attacks -- --nocapture` prints a row for each attack: the CPU
//! time that the program took, by how much its memory grew, and how long the others had to
//! wait. The tests' limits for these are generous: they are meant to find a program that takes
//! a whole CPU, or keeps everything that it is sent.

mod chat;
mod demo;
mod injected;
mod many;
mod peer;
mod server;
mod victim;

use std::time::Duration;

use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::tools::{has_io_poll, has_php};

use victim::Victim;

const SECOND: Duration = Duration::from_secs(1);

/// Runs an attack on the program and on its twin, where there is PHP.
fn both(attack: fn(Language)) {
    attack(Rust);
    if has_php("the attack on the twin") {
        attack(Php);
    }
}

/// One of the two chat servers, or of their twins.
#[derive(Clone, Copy)]
struct Chat {
    name: &'static str,
    language: Language,
}

impl Chat {
    fn serve(self) -> Victim {
        Victim::start(self.language, self.name, &["--serve"])
    }

    fn serve_injected(self, inject: &str) -> Victim {
        Victim::start_injected(self.language, self.name, &["--serve"], inject)
    }

    /// How many clients it takes.
    fn clients(self) -> usize {
        if self.name == "chat" { 1000 } else { 10_000 }
    }

    /// The memory that so many clients may take, in KiB.
    fn memory(self) -> u64 {
        let each = if self.language == Rust { 1 } else { 4 };
        each * self.clients() as u64 + 4096
    }
}

/// Runs an attack on both chat servers and on their twins, where there is PHP.
fn each_chat(attack: fn(Chat)) {
    let (chat, chat_poll) = ("chat", "chat_poll");
    let run = |name, language| attack(Chat { name, language });
    run(chat, Rust);
    run(chat_poll, Rust);
    if has_php("the attack on the twin of chat") {
        run(chat, Php);
    }
    if has_io_poll("the attack on the twin of chat_poll") {
        run(chat_poll, Php);
    }
}
