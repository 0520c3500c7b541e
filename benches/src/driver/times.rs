//! Times: every contender does every job, round after round.

use std::io::{self, IsTerminal};

use anyhow::Result;

use super::{Program, makes_room, process};
use crate::jobs::{Facts, Measures};
use crate::report::Turn;

/// The results of `rounds` rounds. In each, all contenders do a job one after the
/// other, and another one is the first; `share` of the operations of a full run.
///
/// # Errors
///
/// If a contender fails.
pub fn measure(
    programs: &[Program],
    jobs: &[&Facts],
    rounds: u32,
    share: f64,
) -> Result<Vec<Turn>> {
    let possible = jobs.iter().filter(|job| makes_room(job));
    let possible: Vec<_> = possible.collect();
    let mut turns = Vec::new();
    for round in 0..rounds {
        for job in &possible {
            // Memory does not depend on what else the machine does.
            if job.measures == Measures::Memory && round > 0 {
                continue;
            }
            if io::stderr().is_terminal() {
                eprint!("\rround {} of {rounds}: {:<20}", round + 1, job.name);
            }
            for place in 0..programs.len() {
                let program = &programs[(place + round as usize) % programs.len()];
                if !program.does(job) {
                    continue;
                }
                let count = operations(program, job, share);
                let value = process::run(program, job, count, |_| Vec::new())?;
                turns.push(Turn {
                    job: job.name.to_owned(),
                    contender: program.name.to_owned(),
                    round,
                    value,
                });
            }
        }
    }
    Ok(turns)
}

fn operations(program: &Program, job: &Facts, share: f64) -> u64 {
    let slower = match program.name {
        "PHP" => job.php_is_slower,
        _ => 1,
    };
    let all = job.operations / slower;
    match job.measures {
        Measures::Memory => all,
        _ => ((all as f64 * share) as u64).max(1),
    }
}
