//! Injects faults into php-sockets and counts what goes wrong.
//!
//! ```sh
//! cargo run --release --package php-sockets-faults            # every row, some minutes
//! cargo run --release --package php-sockets-faults -- --help  # the other choices
//! ```

mod child;
mod command;
mod page;
mod report;
mod rows;
mod scene;
mod sys;

use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use lexopt::prelude::*;

use self::report::Effort;
use self::rows::Row;

const HELP: &str = "\
Injects faults into php-sockets: php-sockets-faults [ROW…] [--full] [--page]

  ROW      only these rows; without one, every row that CI runs
  --full   every row with all its rounds (hours), or the named ones
  --page   after the run write what was measured into docs/faults; needs --full
  --tables measures nothing: writes the page's tables from the recorded data
  --list   the names of the rows
  --help   this text

The exit code is 1 if anything failed, and with REQUIRE_FAULTS=1 if anything was skipped.
";

struct Options {
    rows: Vec<&'static Row>,
    effort: Effort,
    page: bool,
    alone: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether nothing failed.
fn run() -> Result<bool> {
    let Some(options) = options()? else {
        return Ok(true);
    };
    if options.alone {
        options
            .rows
            .iter()
            .for_each(|row| here(row, options.effort));
        return Ok(true);
    }

    let mut measured = Vec::new();
    for row in options.rows {
        let program = Command::new(std::env::current_exe()?);
        let report = command::alone(program, row, options.effort)?;
        print!("{}", report.lines(row));
        measured.push((row, report));
    }
    if options.page {
        page::record(&measured)?;
    }
    let is_strict = std::env::var_os("REQUIRE_FAULTS").is_some();
    let is_well = |report: &report::Report| {
        report.failures.is_empty() && (report.skipped.is_none() || !is_strict)
    };
    Ok(measured.iter().all(|(_, report)| is_well(report)))
}

/// Runs a row in this process, and reports the result to the one that started it.
fn here(row: &Row, effort: Effort) {
    child::keep_panics();
    let is_own = !row.in_own_network || sys::own_network();
    let run = std::panic::catch_unwind(|| (row.run)(effort));
    let mut report = run.unwrap_or_default();
    let panic = child::last_panic();
    if !panic.is_empty() {
        report.fail(panic);
    }
    if !is_own {
        report.note("in the machine's own network");
    }
    report.write();
}

/// What is asked for; nothing if that was done already.
fn options() -> Result<Option<Options>> {
    let mut options = Options {
        rows: Vec::new(),
        effort: Effort::Quick,
        page: false,
        alone: false,
    };
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(name) => options.rows.push(rows::named(&name.string()?)?),
            Long("full") => options.effort = Effort::Full,
            Long("page") => options.page = true,
            // The program starts itself with this, once for each row.
            Long("alone") => options.alone = true,
            Long("tables") => return page::tables().map(|()| None),
            Long("list") => {
                rows::ALL.iter().for_each(|row| println!("{}", row.name));
                return Ok(None);
            }
            Long("help") => {
                print!("{HELP}");
                return Ok(None);
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    if options.page && options.effort == Effort::Quick {
        bail!("--page needs --full: the page shows full runs");
    }
    if options.rows.is_empty() {
        let all = rows::ALL.iter();
        let wanted = all.filter(|row| row.in_ci || options.effort == Effort::Full);
        options.rows = wanted.collect();
    }
    Ok(Some(options))
}
