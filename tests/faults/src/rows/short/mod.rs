//! Little at a time, and connections that break: parts of one byte and of all but one,
//! sends that are cut, resets and ends in two dozen states. The judge is the C library's
//! own call on a twin of the socket.

mod broken;
mod parts;
mod states;
mod waiting;

use crate::report::{Effort, Report};

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    parts::run(&mut report);
    broken::run(&mut report);
    waiting::run(&mut report);
    report
}
