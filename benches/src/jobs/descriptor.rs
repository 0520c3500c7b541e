//! An open descriptor is passed on.

use super::{Facts, Job};
use crate::contender::Contender;

/// Sent, received and closed in one process.
pub(super) struct Descriptor;

impl Job for Descriptor {
    const FACTS: Facts = Facts::new("descriptor", "pass a descriptor, close the copy", 30_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        C::pass(count)
    }
}
