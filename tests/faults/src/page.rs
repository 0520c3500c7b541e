//! The page "What it withstands": what the last full run of each row found.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::here;
use crate::report::Report;
use crate::rows::{self, Row};

/// What is kept of a row's last run, one field each.
const FIELDS: &str = "row\tcount\tfailures\tseconds\tnote";

/// A row's line of the table of results.
#[derive(Debug, PartialEq)]
struct Found {
    count: u64,
    failures: usize,
    seconds: u64,
    note: String,
}

fn folder() -> PathBuf {
    here("../../docs/faults")
}

/// Records what was measured, and writes the tables again. Skipped rows keep their last run.
pub(crate) fn record(measured: &[(&'static Row, Report)]) -> Result<()> {
    let mut all = read().unwrap_or_default();
    for (row, report) in measured {
        if report.skipped.is_some() {
            continue;
        }
        let found = Found {
            count: report.count,
            failures: report.failures.len(),
            seconds: report.time.as_secs().max(1),
            note: report.note.replace('\t', " "),
        };
        all.insert(row.name.to_owned(), found);
    }
    write(&folder().join("rows.tsv"), &lines(&all))?;
    write(&folder().join("machine.md"), &machine())?;
    tables()
}

/// Writes the tables from what was recorded.
pub(crate) fn tables() -> Result<()> {
    write(&folder().join("rows.md"), &table(&read()?))
}

fn write(path: &PathBuf, text: &str) -> Result<()> {
    fs::create_dir_all(folder())?;
    fs::write(path, text).with_context(|| path.display().to_string())
}

fn read() -> Result<BTreeMap<String, Found>> {
    let path = folder().join("rows.tsv");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    text.lines().skip(1).map(parse).collect()
}

fn parse(line: &str) -> Result<(String, Found)> {
    let fields: Vec<_> = line.split('\t').collect();
    let [name, count, failures, seconds, note] = fields[..] else {
        anyhow::bail!("not a row: {line}");
    };
    let found = Found {
        count: count.parse()?,
        failures: failures.parse()?,
        seconds: seconds.parse()?,
        note: note.into(),
    };
    Ok((name.into(), found))
}

/// The rows that were run, in the order of the program.
fn lines(all: &BTreeMap<String, Found>) -> String {
    let mut text = format!("{FIELDS}\n");
    for row in rows::ALL {
        if let Some(found) = all.get(row.name) {
            let Found {
                count,
                failures,
                seconds,
                note,
            } = found;
            let _ = writeln!(text, "{}\t{count}\t{failures}\t{seconds}\t{note}", row.name);
        }
    }
    text
}

/// The table, in a box that a phone scrolls sideways.
fn table(all: &BTreeMap<String, Found>) -> String {
    let mut text = String::from("<div class=\"numbers\">\n\n");
    text += "| row | what is tested | how often | failures | time | remark |\n\
             |---|---|--:|--:|--:|---|\n";
    for row in rows::ALL {
        let Some(found) = all.get(row.name) else {
            let _ = writeln!(text, "| `{}` | {} | not yet | | | |", row.name, row.what);
            continue;
        };
        let _ = writeln!(
            text,
            "| `{}` | {} | {} {} | {} | {} | {} |",
            row.name,
            row.what,
            grouped(found.count),
            row.unit,
            grouped(found.failures as u64),
            time(found.seconds),
            found.note.replace('|', "\\|"),
        );
    }
    text + "\n</div>\n"
}

/// A number in groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn time(seconds: u64) -> String {
    match seconds {
        0..100 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}

/// Where it was run.
fn machine() -> String {
    let text = |path: &str| {
        fs::read_to_string(path)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "Linux {}, {}, {cores} cores.\n",
        text("/proc/sys/kernel/osrelease"),
        std::env::consts::ARCH
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_numbers() {
        let there = fs::read_to_string(folder().join("rows.md")).unwrap();
        assert!(there == table(&read().unwrap()), "run it with --tables");
    }

    #[test]
    fn the_numbers_are_of_rows_that_there_are() {
        let all = read().unwrap();
        assert!(!all.is_empty());
        for name in all.keys() {
            rows::named(name).unwrap();
        }
        let path = folder().join("rows.tsv");
        assert_eq!(lines(&all), fs::read_to_string(path).unwrap());
    }

    #[test]
    fn the_page_names_every_row_and_includes_the_table() {
        let page = fs::read_to_string(folder().join("../faults.md")).unwrap();
        for row in rows::ALL {
            assert!(page.contains(&format!("`{}`", row.name)), "no {}", row.name);
        }
        for file in ["rows.md", "machine.md"] {
            let include = format!("{{{{#include faults/{file}}}}}");
            assert!(page.contains(&include), "no {include}");
        }
        assert!(page.contains("(faults/rows.tsv)"));
    }

    #[test]
    fn long_numbers_are_in_groups() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
