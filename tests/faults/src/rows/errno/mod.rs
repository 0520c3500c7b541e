//! Every system call that the crate makes, with every error that its manual page lists:
//! the message, the code, the kind, the last errors, what is open afterwards, no panic.
//!
//! A seccomp filter returns the error, so it also affects calls that bypass the C library.
//! Each cell has a process of its own. The same cells in PHP, by strace: see `php`.

mod cases;
mod cell;
mod lookups;
mod numbers;
mod options;
mod php;
mod transfers;

use std::time::Duration;

use nix::errno::Errno;

use self::cases::{Case, Outcome};
pub(crate) use self::cell::Cell;
use crate::child;
use crate::report::{Effort, Report};

/// How long one cell may take; a look-up may ask a server that does not answer.
const LIMIT: Duration = Duration::from_secs(20);

/// One cell's place in the matrix.
#[derive(Clone, Copy)]
struct Place {
    case: &'static Case,
    call: &'static str,
    errno: &'static str,
    code: i32,
}

/// The row.
pub(crate) fn run(effort: Effort) -> Report {
    let can_filter = child::run(LIMIT, || {
        Cell::new("uname", numbers::of("uname"), libc::EFAULT).arm();
        String::new()
    });
    if let Err(why) = can_filter {
        return Report::skipped(format!("no seccomp filter: {why}"));
    }
    let mut report = Report::default();
    let places = places();
    let mut answers = Vec::new();
    for place in &places {
        let answer = run_cell(*place, &mut report);
        answers.push(answer);
    }

    let calls = distinct(places.iter().map(|place| place.call));
    let functions = distinct(places.iter().map(|place| place.case.function));
    report.note(format!("{calls} system calls, {functions} functions"));
    php::compare(effort, &places, &answers, &mut report);
    report
}

/// Runs a cell, and returns its outcome, to be compared with PHP's.
fn run_cell(place: Place, report: &mut Report) -> Option<String> {
    let Place {
        case,
        call,
        errno,
        code,
    } = place;
    report.count += 1;
    let title = format!("{}, {call} gives {errno}", case.title);

    let number = numbers::of(call);
    let told = child::run(LIMIT, || {
        let mut cell = Cell::new(call, number, code);
        (case.run)(&mut cell);
        format!("{}\n{}", cell.shown(), cell.faults(case).join("\n"))
    });
    match told {
        Err(how) => {
            report.fail(format!("{title}: {how}"));
            None
        }
        Ok(text) => {
            let (shown, faults) = text.split_once('\n')?;
            for fault in faults.lines() {
                report.fail(format!("{title}: {fault}"));
            }
            matches!(case.outcome, Outcome::Fails(_)).then(|| shown.to_owned())
        }
    }
}

/// All cells.
fn places() -> Vec<Place> {
    let mut places = Vec::new();
    let cases = [cases::ALL, transfers::ALL, options::ALL, lookups::ALL];
    for case in cases.into_iter().flatten() {
        for call in case.calls {
            let codes = errnos("any").chain(errnos(call));
            let codes = codes.filter(|errno| !lookups::is_end(case, call, errno));
            let mut codes: Vec<_> = codes.map(|errno| (code(errno), errno)).collect();
            codes.sort_unstable();
            codes.dedup();
            places.extend(codes.into_iter().map(|(code, errno)| Place {
                case,
                call,
                errno,
                code,
            }));
        }
    }
    places
}

/// The errors of a call, from the table.
fn errnos(call: &str) -> impl Iterator<Item = &'static str> {
    let table = include_str!("errnos.tsv");
    let mut lines = table.lines().filter_map(|line| line.split_once('\t'));
    let found = lines.find(|(name, _)| *name == call);
    found
        .unwrap_or_else(|| panic!("no errors of {call} in the table"))
        .1
        .split(' ')
}

fn code(name: &str) -> i32 {
    let mut all = (1..200).filter(|&code| format!("{:?}", Errno::from_raw(code)) == name);
    let alias = match name {
        "ENOTSUP" => libc::EOPNOTSUPP,
        _ => 0,
    };
    all.next().unwrap_or(alias)
}

fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}
