//! Attacks on the examples that serve: what one client, a signal or a lack of descriptors
//! can do to `chat` and `server`, in Rust and in PHP, and to `demo`.
//!
//! Each test starts the built program, attacks it, and asks whether the others are still
//! served. `cargo test --test attacks -- --nocapture` prints a row for each attack: the CPU
//! time that the program took, by how much its memory grew, and how long the others had to
//! wait. The tests assert those only with plenty of room: they are for a program that takes
//! a whole CPU, or keeps all that it is sent.

mod chat;
mod demo;
mod injected;
mod peer;
mod server;
mod victim;

use std::time::Duration;

use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::tools::has_php;

const SECOND: Duration = Duration::from_secs(1);

/// Runs an attack on the program and on its twin, where there is PHP.
fn both(attack: fn(Language)) {
    attack(Rust);
    if has_php("the attack on the twin") {
        attack(Php);
    }
}
