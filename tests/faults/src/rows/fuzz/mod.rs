//! Mutated inputs, with the C library as the judge: texts of addresses beside
//! `inet_aton` and `inet_pton`, control messages beside the macros of `cmsg(3)`.
//!
//! The inputs start from a corpus in the repository. The time is fixed, the seed is not:
//! a failure names its input.

mod addresses;
mod control;

use std::time::{Duration, Instant};

use crate::report::{Effort, Report};

/// The row of addresses.
pub(crate) fn addresses(effort: Effort) -> Report {
    let mut report = Report::default();
    for_some_time(effort, &mut report, addresses::batch);
    report
}

/// The row of control messages.
pub(crate) fn control(effort: Effort) -> Report {
    let mut report = Report::default();
    control::spaces(&mut report);
    for_some_time(effort, &mut report, control::batch);
    report
}

/// Runs batches until the time is over, or so much is wrong that more says no more.
fn for_some_time(effort: Effort, report: &mut Report, batch: fn(&mut fastrand::Rng, &mut Report)) {
    const ENOUGH: usize = 50;

    let time = Duration::from_secs(effort.of(10, 600));
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let end = Instant::now() + time;
    while Instant::now() < end && report.failures.len() < ENOUGH {
        batch(&mut random, report);
    }
    report.note(format!("{} s, seed {seed}", time.as_secs()));
}
