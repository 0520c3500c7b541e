//! Counts, which do not depend on what else the machine does: system calls and
//! instructions.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};

use super::{Program, makes_room, process::run};
use crate::jobs::{Facts, Measures};
use crate::report::Count;

/// What one operation of each job costs each contender: system calls by strace,
/// user-space instructions by valgrind's callgrind. Both ends of a job with a server
/// are counted.
///
/// A count is the difference of two runs, one longer by so many operations: what
/// comes before and after cancels out.
///
/// # Errors
///
/// If a contender fails, or one of the tools is missing.
pub fn count(programs: &[Program], jobs: &[&Facts]) -> Result<Vec<Count>> {
    let possible = jobs.iter().filter(|job| job.measures != Measures::Memory);
    let possible: Vec<_> = possible.filter(|job| makes_room(job)).collect();
    let pairs = possible.iter().flat_map(|job| {
        let able = programs.iter().filter(|program| program.does(job));
        able.map(|program| (program, **job))
    });
    let pairs: Vec<_> = pairs.collect();

    // Two at a time: no times are measured here.
    let next = AtomicUsize::new(0);
    let some = || -> Result<Vec<_>> {
        let mut counts = Vec::new();
        while let Some((program, job)) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            counts.push(Count {
                job: job.name.to_owned(),
                contender: program.name.to_owned(),
                calls: per_operation(program, job, Tool::Strace)?,
                instructions: per_operation(program, job, Tool::Callgrind)?,
            });
        }
        Ok(counts)
    };
    let mut counts = thread::scope(|scope| {
        let first = scope.spawn(some);
        let second = some()?;
        let first = first.join().expect("the thread does not panic")?;
        Ok::<_, anyhow::Error>([first, second].concat())
    })?;
    counts.sort_by_key(|count| {
        let of_count = |(program, job): &(&Program, &Facts)| {
            job.name == count.job && program.name == count.contender
        };
        pairs.iter().position(of_count)
    });
    Ok(counts)
}

/// How many operations the shorter run has; no fewer than the parts that are timed, so
/// that both look at the clock equally often.
const SHORT: u64 = 10;

/// What counts.
#[derive(Clone, Copy)]
enum Tool {
    Strace,
    Callgrind,
}

fn per_operation(program: &Program, job: &Facts, tool: Tool) -> Result<f64> {
    if job.measures == Measures::Process {
        return Ok(total(program, job, 1, tool)? as f64);
    }
    let short = total(program, job, SHORT, tool)?;
    let long = total(program, job, SHORT + job.counted, tool)?;
    Ok((long as f64 - short as f64) / job.counted as f64)
}

/// What a run of `count` operations costs, both ends together.
fn total(program: &Program, job: &Facts, count: u64, tool: Tool) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    run(program, job, count, |part| {
        tool.command(&folder.path().join(part))
    })?;

    let files = fs::read_dir(folder.path())?;
    let counts = files.map(|file| tool.count(&fs::read_to_string(file?.path())?));
    counts.sum()
}

impl Tool {
    fn command(self, output: &Path) -> Vec<OsString> {
        let output = output.as_os_str().to_owned();
        match self {
            Self::Strace => {
                let words = ["strace", "-f", "-qq", "-c", "-U", "calls,name", "-o"];
                let words = words.into_iter().map(OsString::from);
                words.chain([output]).collect()
            }
            Self::Callgrind => {
                let mut file = OsString::from("--callgrind-out-file=");
                file.push(output);
                ["valgrind", "--quiet", "--tool=callgrind"]
                    .into_iter()
                    .map(OsString::from)
                    .chain([file])
                    .collect()
            }
        }
    }

    /// The sum that the tool has written.
    fn count(self, text: &str) -> Result<u64> {
        let mut words = text.lines().map(|line| line.split_whitespace());
        let number = words.find_map(|mut words| match self {
            Self::Strace => words.next().filter(|_| words.next() == Some("total")),
            Self::Callgrind => words
                .next()
                .filter(|word| *word == "summary:")
                .and(words.next()),
        });
        Ok(number.context("no sum in the tool's output")?.parse()?)
    }
}
