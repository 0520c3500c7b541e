//! The crate with one line changed, again and again, by `cargo mutants`: the crate's own
//! tests fail. Mutants that change nothing are listed with the reason.
//!
//! It takes hours, so what has been found is kept in `target/mutants`, and the next run goes on
//! where this one ends. After a change of `src`, remove that folder.

use std::time::Duration;

use crate::command::{self, cargo, here};
use crate::report::{Effort, Report};

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    if !is_installed() {
        return Report::skipped("no cargo mutants: cargo install --locked cargo-mutants");
    }
    let folder = here("../../target/mutants");
    let mut command = cargo();
    command
        .args(["mutants", "--no-times", "--iterate", "--output"])
        .arg(&folder);
    let ended = command::run(&mut command, Duration::from_secs(4 * 3600 - 60));

    let mut report = Report::default();
    let list = |name: &str| {
        let path = folder.join("mutants.out").join(name);
        std::fs::read_to_string(path).unwrap_or_default()
    };
    let number = |name| list(name).lines().count();
    let (caught, unviable) = (number("caught.txt"), number("unviable.txt"));
    let before = number("previously_caught.txt");
    let (slow, missed) = (number("timeout.txt"), list("missed.txt"));
    report.count = (before + caught + unviable + slow + missed.lines().count()) as u64;
    report.note(format!(
        "{caught} caught, {slow} never ended, {unviable} do not build"
    ));
    if before > 0 {
        report.note(format!("{before} caught or not built in earlier runs"));
    }

    survivors(&missed, &mut report);
    if report.count == 0 {
        report.fail(ended.map_or_else(|how| how.to_string(), |ended| ended.status_text));
    }
    report
}

/// Those that no test noticed, except for those that change nothing.
fn survivors(missed: &str, report: &mut Report) {
    let mut same = changing_nothing();
    let listed = same.len();
    for survivor in missed.lines() {
        let name = without_place(survivor);
        match same.iter().position(|known| *known == name) {
            Some(place) => drop(same.swap_remove(place)),
            None => report.fail(format!("survives: {survivor}")),
        }
    }
    report.note(format!(
        "{} survive and change nothing",
        listed - same.len()
    ));
    for name in same {
        report.note(format!("listed, but does not survive: {name}"));
    }
}

fn is_installed() -> bool {
    let mut version = cargo();
    version
        .args(["mutants", "--version"])
        .stderr(std::process::Stdio::null());
    command::run(&mut version, Duration::from_secs(20)).is_ok_and(|ended| ended.success)
}

/// The mutants that change nothing. Several can have the same name: each has a line of its own.
fn changing_nothing() -> Vec<String> {
    let text = std::fs::read_to_string(here("mutants.tsv")).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| line.split_once('\t'));
    names.map(|(name, _reason)| name.to_owned()).collect()
}

/// A mutant without its line and column, which change with every edit.
fn without_place(mutant: &str) -> String {
    let mut parts = mutant.splitn(4, ':');
    let (file, rest) = (
        parts.next().unwrap_or_default(),
        parts.nth(2).unwrap_or_default(),
    );
    format!("{file}:{rest}")
}
