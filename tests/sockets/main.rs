//! What a user relies on, with real sockets on this machine.
//!
//! One module per topic of `src`, of the same name. A test's name is the fact it
//! shows. Marks such as `BI02` name rows of `data/scenarios.tsv`: calls that were
//! made in PHP 8.2 and 8.4, and their outcome; where 8.6 differs, a row for it
//! follows. Rows without a test are in
//! `data/uncovered.tsv`, with the reason; `tests/house` checks that none is forgotten.

mod common;

mod addrinfo;
mod connect;
mod constants;
mod control;
mod create;
mod ecosystem;
mod error;
mod examples;
mod io_poll;
mod last_error;
mod line;
mod lookup;
mod message;
mod multicast;
mod name;
mod option;
mod packet;
mod programs;
mod recv;
mod select;
mod send;
mod socket;
mod stream;
mod syscalls;
mod transfer;
mod wait;

use std::collections::BTreeSet;
use std::process::Command;

use php_sockets_test_support::sources;

/// `tests/house` checks whether the tests that pages name exist in the sources.
#[test]
fn the_sources_show_the_names_of_all_tests() {
    let list = Command::new("/proc/self/exe")
        .arg("--list")
        .output()
        .unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let tests = list.lines().filter_map(|line| line.strip_suffix(": test"));
    let tests: BTreeSet<_> = tests.map(str::to_owned).collect();

    assert!(tests.len() > 400, "only {} tests were seen", tests.len());
    assert_eq!(sources::tests("tests/sockets"), tests);
}
