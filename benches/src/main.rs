//! Measures php-sockets beside other ways to do the same, and writes the page's data,
//! tables and plots.
//!
//! ```sh
//! cargo run --release --package php-sockets-bench
//! ```

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use php_sockets_bench::driver::{self, Program};
use php_sockets_bench::jobs::{self, Facts};
use php_sockets_bench::report::{self, Data};

const HELP: &str = "\
Measures php-sockets and writes docs/src/speed.

  --quick         every job once and short: shows that all of them run, writes nothing
  --jobs A,B      only these jobs; writes nothing
  --rounds N      so many rounds instead of 9; with fewer than 7 it writes nothing
  --times         only the times
  --counts        only the counts of system calls and instructions
  --report        measures nothing: makes tables and plots of the data that is there
  --help          this text
";

/// With fewer rounds a median says little.
const LEAST_ROUNDS: u32 = 7;

struct Options {
    jobs: Vec<&'static Facts>,
    rounds: u32,
    quick: bool,
    times: bool,
    counts: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let Some(options) = options()? else {
        print!("{HELP}");
        return Ok(());
    };
    let folder = report::folder();
    let mut data = Data::read(&folder).unwrap_or_default();
    let programs = if options.times || options.counts {
        driver::programs()?
    } else {
        Vec::new()
    };

    if options.counts {
        data.counts = driver::count(&programs, &options.jobs)?;
    }
    if options.times {
        measure(&mut data, &options, &programs)?;
        print!("{}", report::text(&data));
    }
    let all = options.jobs.len() == jobs::ALL.len();
    if all && !options.quick && options.rounds >= LEAST_ROUNDS {
        data.write(&folder)?;
        // As it was written, so that the same comes of it later.
        report::write(&Data::read(&folder)?, &folder)?;
    }
    Ok(())
}

/// The times come last: what follows stays on one core.
fn measure(data: &mut Data, options: &Options, programs: &[Program]) -> Result<()> {
    data.machine = driver::machine();
    data.machine
        .push(("rounds".into(), options.rounds.to_string()));
    driver::pin()?;
    let share = if options.quick { 0.02 } else { 1.0 };
    data.turns = driver::measure(programs, &options.jobs, options.rounds, share)?;
    Ok(())
}

/// What is asked for; nothing if it is only help.
fn options() -> Result<Option<Options>> {
    let mut options = Options {
        jobs: jobs::ALL.iter().collect(),
        rounds: 9,
        quick: false,
        times: true,
        counts: true,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("quick") => {
                (options.quick, options.rounds, options.counts) = (true, 1, false);
            }
            Long("jobs") => {
                let names = arguments.value()?.string()?;
                let jobs = names.split(',').map(job);
                options.jobs = jobs.collect::<Result<_>>()?;
                options.counts = false;
            }
            Long("rounds") => options.rounds = arguments.value()?.parse()?,
            Long("times") => options.counts = false,
            Long("counts") => options.times = false,
            Long("report") => (options.times, options.counts) = (false, false),
            Long("help") => return Ok(None),
            _ => return Err(argument.unexpected().into()),
        }
    }
    if options.rounds == 0 {
        bail!("no rounds");
    }
    Ok(Some(options))
}

fn job(name: &str) -> Result<&'static Facts> {
    let names = || jobs::ALL.iter().map(|job| job.name).collect::<Vec<_>>();
    jobs::facts(name).with_context(|| format!("no job {name}; there are {}", names().join(", ")))
}
