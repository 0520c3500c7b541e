//! Measures php-sockets and other ways to do the same, and writes the page's data,
//! tables and plots.
//!
//! ```sh
//! cargo run --release --package php-sockets-bench
//! ```

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use php_sockets_bench::driver;
use php_sockets_bench::jobs::{self, Facts};
use php_sockets_bench::report::{self, Data};

const HELP: &str = "\
Measures php-sockets and writes docs/speed.

  --quick         every job once and short: shows that all of them run, writes nothing
  --jobs A,B      only these jobs; writes nothing
  --rounds N      so many rounds instead of 15; with fewer than 7 it writes nothing
  --times         only the times
  --counts        only the counts of system calls and instructions
  --report        measures nothing: makes tables and plots of the data that is there
  --help          this text

BENCH_PHP in the environment is the command that starts PHP, php by default. Io\\Poll needs PHP 8.6.
";

/// With fewer rounds a median says little.
const LEAST_ROUNDS: u32 = 7;

struct Options {
    jobs: Vec<&'static Facts>,
    rounds: u32,
    quick: bool,
    what: What,
}

/// What is measured.
#[derive(Clone, Copy, PartialEq)]
enum What {
    All,
    Times,
    Counts,
    Nothing,
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
    let measured = measure(&options)?;
    print!("{}", report::text(&measured));

    let all = options.jobs.len() == jobs::ALL.len();
    if !all || options.quick || options.rounds < LEAST_ROUNDS {
        return Ok(());
    }
    let folder = report::folder();
    let mut data = Data::read(&folder).unwrap_or_default();
    if !measured.turns.is_empty() {
        (data.turns, data.machine) = (measured.turns, measured.machine);
    }
    if !measured.counts.is_empty() {
        data.counts = measured.counts;
    }
    data.write(&folder)?;
    // Read back from the files, so that the same tables can be made later.
    report::write(&Data::read(&folder)?, &folder)
}

fn measure(options: &Options) -> Result<Data> {
    let mut data = Data::default();
    if options.what == What::Nothing {
        return Ok(data);
    }
    let programs = driver::programs()?;
    if matches!(options.what, What::All | What::Counts) {
        data.counts = driver::count(&programs, &options.jobs)?;
    }
    if matches!(options.what, What::All | What::Times) {
        data.machine = driver::machine();
        let rounds = options.rounds.to_string();
        data.machine.push(("rounds".into(), rounds));

        // They come last: what follows stays on one core.
        driver::pin()?;
        let share = if options.quick { 0.02 } else { 1.0 };
        data.turns = driver::measure(&programs, &options.jobs, options.rounds, share)?;
    }
    Ok(data)
}

/// What is asked for; nothing if it is only help.
fn options() -> Result<Option<Options>> {
    let mut options = Options {
        jobs: jobs::ALL.iter().collect(),
        rounds: 15,
        quick: false,
        what: What::All,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("quick") => {
                (options.quick, options.rounds, options.what) = (true, 1, What::Times);
            }
            Long("jobs") => {
                let names = arguments.value()?.string()?;
                let jobs = names.split(',').map(job);
                options.jobs = jobs.collect::<Result<_>>()?;
            }
            Long("rounds") => options.rounds = arguments.value()?.parse()?,
            Long("times") => options.what = What::Times,
            Long("counts") => options.what = What::Counts,
            Long("report") => options.what = What::Nothing,
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
