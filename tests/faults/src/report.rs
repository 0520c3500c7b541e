//! What a row found, and how it is reported.

use std::fmt::Write as _;
use std::time::Duration;

use crate::rows::Row;

/// How many failures are shown; all of them are counted.
const SHOWN: usize = 100;

/// How much of a row is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// What CI runs: seconds.
    Quick,
    /// All of it: minutes.
    Full,
}

impl Effort {
    /// The number that belongs to this effort.
    pub(crate) fn of<T>(self, quick: T, full: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Full => full,
        }
    }
}

/// What a row found.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Report {
    /// How many times the row's fault was injected.
    pub(crate) count: u64,
    /// What went wrong, one line each.
    pub(crate) failures: Vec<String>,
    /// What else was measured.
    pub(crate) note: String,
    /// Why the row did not run, if it did not.
    pub(crate) skipped: Option<String>,
    /// How long the row took.
    pub(crate) time: Duration,
}

impl Report {
    /// The report of a row that cannot run here.
    pub(crate) fn skipped(why: impl Into<String>) -> Self {
        Self {
            skipped: Some(why.into()),
            ..Self::default()
        }
    }

    /// One more thing that went wrong.
    pub(crate) fn fail(&mut self, what: impl Into<String>) {
        self.failures.push(what.into().replace('\n', " / "));
    }

    /// Counts a check, and notes it if it did not hold.
    pub(crate) fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        self.count += 1;
        if !holds {
            self.fail(what());
        }
    }

    /// One more thing that was measured.
    pub(crate) fn note(&mut self, what: impl AsRef<str>) {
        if !self.note.is_empty() {
            self.note.push_str("; ");
        }
        self.note.push_str(what.as_ref());
    }

    /// Reports it to the program that started this one.
    pub(crate) fn write(&self) {
        println!("count\t{}", self.count);
        for failure in &self.failures {
            println!("failure\t{failure}");
        }
        if !self.note.is_empty() {
            println!("note\t{}", self.note);
        }
        if let Some(why) = &self.skipped {
            println!("skipped\t{why}");
        }
        println!("end\t");
    }

    /// The report of the program that was started; nothing if it did not reach the end.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut report = Self::default();
        for line in text.lines() {
            let (key, value) = line.split_once('\t')?;
            match key {
                "count" => report.count = value.parse().ok()?,
                "failure" => report.failures.push(value.to_owned()),
                "note" => report.note = value.to_owned(),
                "skipped" => report.skipped = Some(value.to_owned()),
                "end" => return Some(report),
                _ => return None,
            }
        }
        None
    }

    /// The row's line, and what failed.
    pub(crate) fn lines(&self, row: &Row) -> String {
        if let Some(why) = &self.skipped {
            return format!("{:12} SKIPPED {why}\n", row.name);
        }
        let mut text = format!(
            "{:12} {}: {} {}, {} failures, {:.1} s",
            row.name,
            row.what,
            self.count,
            row.unit,
            self.failures.len(),
            self.time.as_secs_f64(),
        );
        if !self.note.is_empty() {
            let _ = write!(text, " ({})", self.note);
        }
        text.push('\n');
        for failure in self.failures.iter().take(SHOWN) {
            let _ = writeln!(text, "    {failure}");
        }
        if self.failures.len() > SHOWN {
            let _ = writeln!(text, "    and {} more", self.failures.len() - SHOWN);
        }
        text
    }
}
