//! A program starts, does next to nothing, and ends.

use super::{Facts, Job, Measures};
use crate::contender::Contender;

/// It listens, and ends.
pub(super) struct StartUp;

impl Job for StartUp {
    const FACTS: Facts = Facts {
        measures: Measures::Process,
        ..Facts::new("start-up", "a program that listens and ends", 10)
    };

    fn run<C: Contender>(_: u64, _: u16) -> f64 {
        drop(C::listen());
        0.0
    }
}
