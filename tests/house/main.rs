//! Rules for the repository's files that a compiler does not check, and
//! lists that must be complete.

mod layers;
mod packages;
mod public_api;
mod rules;
mod scenarios;

use std::collections::BTreeSet;

use php_sockets_test_support::sources;

/// The tests that show what the crate does.
fn tests() -> BTreeSet<String> {
    let folders = ["ecosystem", "heap", "oracle", "sockets"];
    let tests = folders.map(|folder| sources::tests(&format!("tests/{folder}")));
    tests.into_iter().flatten().collect()
}
