//! The rows.

mod connections;
mod eintr;
mod errno;
mod fork;
mod fuzz;
mod leaks;
mod lengths;
mod limit;
mod mutants;
mod planted;
mod random;
mod sanitizers;
mod short;
mod two;

use anyhow::{Result, bail};

use crate::report::{Effort, Report};

/// One kind of fault.
pub(crate) struct Row {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// What is tested, in a few words.
    pub(crate) what: &'static str,
    /// What is counted.
    pub(crate) unit: &'static str,
    /// Whether CI runs it.
    pub(crate) in_ci: bool,
    /// Whether all of it runs in a network of its own. Not where cargo may have to fetch
    /// packages.
    pub(crate) in_own_network: bool,
    /// Runs it.
    pub(crate) run: fn(Effort) -> Report,
}

/// A row that CI runs too.
const fn row(
    name: &'static str,
    what: &'static str,
    unit: &'static str,
    run: fn(Effort) -> Report,
) -> Row {
    Row {
        name,
        what,
        unit,
        in_ci: true,
        in_own_network: true,
        run,
    }
}

/// A row that builds programs first.
const fn building(row: Row) -> Row {
    Row {
        in_own_network: false,
        ..row
    }
}

/// A row that takes too long for CI.
const fn by_hand(
    name: &'static str,
    what: &'static str,
    unit: &'static str,
    run: fn(Effort) -> Report,
) -> Row {
    Row {
        in_ci: false,
        ..row(name, what, unit, run)
    }
}

/// All of them, in the order of the page.
pub(crate) const ALL: &[Row] = &[
    row(
        "errno",
        "every system call fails with every error that its manual page lists",
        "cells",
        errno::run,
    ),
    row(
        "eintr",
        "a thousand signals per second, without SA_RESTART, during every call that waits",
        "interrupted calls",
        eintr::run,
    ),
    row(
        "descriptors",
        "each function that creates descriptors, with 0, 1, 2, 3 of them free",
        "calls",
        limit::run,
    ),
    row(
        "short",
        "parts of one byte and of all but one, sends that are cut short, ends and resets",
        "calls",
        short::run,
    ),
    row(
        "two",
        "two threads or processes read one socket: lines, blocks, messages",
        "lines and messages",
        two::run,
    ),
    row(
        "fork",
        "a child that closes the io_poll context and the sockets of its parent",
        "cases",
        fork::run,
    ),
    row(
        "lengths",
        "every length and number, with false values, in 96 MiB of addresses",
        "calls",
        lengths::run,
    ),
    building(row(
        "addresses",
        "address strings from a fuzzer, compared with inet_aton and inet_pton",
        "strings",
        fuzz::addresses,
    )),
    building(row(
        "control",
        "control messages from a fuzzer, compared with the C library's macros",
        "inputs",
        fuzz::control,
    )),
    row(
        "random",
        "programs of random calls of all functions, with odd arguments",
        "calls",
        random::run,
    ),
    row(
        "connections",
        "10,000 TCP connections: socket_select and io_poll report what epoll does",
        "rounds",
        connections::run,
    ),
    row(
        "leaks",
        "the same again and again: the number of descriptors and the memory stay the same",
        "rounds",
        leaks::run,
    ),
    row(
        "valgrind",
        "the crate's own tests under Valgrind: no uninitialized memory is read",
        "tests",
        sanitizers::valgrind,
    ),
    by_hand(
        "asan",
        "the crate's own tests, built with AddressSanitizer",
        "tests",
        sanitizers::address,
    ),
    by_hand(
        "mutants",
        "the crate with one line changed: its own tests fail",
        "mutants",
        mutants::run,
    ),
    building(by_hand(
        "planted",
        "the crate with a fault: the row that is meant for it reports it",
        "faults",
        planted::run,
    )),
];

/// The row of a name.
pub(crate) fn named(name: &str) -> Result<&'static Row> {
    let Some(row) = ALL.iter().find(|row| row.name == name) else {
        let names: Vec<_> = ALL.iter().map(|row| row.name).collect();
        bail!("no row {name}; there are {}", names.join(", "));
    };
    Ok(row)
}
