//! Connections that are not in use cost memory.

use std::fs;

use super::{Facts, Job, Measures};
use crate::contender::Contender;

/// What the process has more after making them, for each end of a connection.
pub(super) struct Memory;

impl Job for Memory {
    const FACTS: Facts = Facts {
        measures: Measures::Memory,
        descriptors: 2 * 5_000 + 30,
        ..Facts::new(
            "memory",
            "user memory of one end of an idle connection",
            5_000,
        )
    };

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let listener = C::listen();
        let port = C::port(&listener);
        let mut ends = Vec::with_capacity(2 * count as usize);
        let before = memory();
        for _ in 0..count {
            ends.push(C::connect(port));
            ends.push(C::accept(&listener));
        }
        let more = memory().saturating_sub(before);
        more as f64 / ends.len() as f64
    }
}

/// The memory of this process that no file is behind, in bytes.
fn memory() -> u64 {
    let rollup = fs::read_to_string("/proc/self/smaps_rollup").unwrap();
    let line = rollup.lines().find(|line| line.starts_with("Anonymous:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse::<u64>().unwrap() * 1024
}
