//! What was measured, and the files that keep it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// What one contender's turn at a job gave, for one operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The job.
    pub job: String,
    /// Who did it.
    pub contender: String,
    /// In which round, from 0 on.
    pub round: u32,
    /// Nanoseconds, or bytes.
    pub value: f64,
}

/// What one operation of a job costs a contender.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The job.
    pub job: String,
    /// Who did it.
    pub contender: String,
    /// System calls.
    pub calls: f64,
    /// Instructions in user space.
    pub instructions: f64,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// The times, and the memory.
    pub turns: Vec<Turn>,
    /// The counts.
    pub counts: Vec<Count>,
    /// The machine: names and values.
    pub machine: Vec<(String, String)>,
}

const TIMES: &str = "times.tsv";
const COUNTS: &str = "counts.tsv";
const MACHINE: &str = "machine.tsv";

impl Data {
    /// Reads the three files.
    ///
    /// # Errors
    ///
    /// If one is missing or has a wrong line.
    pub fn read(folder: &Path) -> Result<Self> {
        let turns = rows(folder, TIMES, |[job, contender, round, value]| {
            Some(Turn {
                job: job.into(),
                contender: contender.into(),
                round: round.parse().ok()?,
                value: value.parse().ok()?,
            })
        })?;
        let counts = rows(folder, COUNTS, |[job, contender, calls, instructions]| {
            Some(Count {
                job: job.into(),
                contender: contender.into(),
                calls: calls.parse().ok()?,
                instructions: instructions.parse().ok()?,
            })
        })?;
        let machine = rows(folder, MACHINE, |[name, value]| {
            Some((name.into(), value.into()))
        })?;
        Ok(Self {
            turns,
            counts,
            machine,
        })
    }

    /// Writes them.
    ///
    /// # Errors
    ///
    /// If a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let turns = self.turns.iter().map(|turn| {
            let (round, value) = (turn.round, turn.value);
            format!("{}\t{}\t{round}\t{value:.1}\n", turn.job, turn.contender)
        });
        let counts = self.counts.iter().map(|count| {
            let (calls, instructions) = (count.calls, count.instructions);
            let (job, contender) = (&count.job, &count.contender);
            format!("{job}\t{contender}\t{calls:.2}\t{instructions:.1}\n")
        });
        let machine = self.machine.iter();
        let machine = machine.map(|(name, value)| format!("{name}\t{value}\n"));

        let save = |name, head: &str, rows: String| {
            let path = folder.join(name);
            fs::write(&path, format!("{head}\n{rows}")).with_context(|| path.display().to_string())
        };
        fs::create_dir_all(folder)?;
        save(TIMES, "job\tcontender\tround\tvalue", turns.collect())?;
        save(
            COUNTS,
            "job\tcontender\tcalls\tinstructions",
            counts.collect(),
        )?;
        save(MACHINE, "name\tvalue", machine.collect())
    }

    /// What the machine's description says about `name`.
    pub(super) fn of_machine(&self, name: &str) -> &str {
        let mut all = self.machine.iter();
        all.find(|(other, _)| other == name)
            .map_or("", |(_, value)| value)
    }

    /// The results of a contender at a job, round by round.
    pub(super) fn values(&self, job: &str, contender: &str) -> Vec<f64> {
        let turns = self.turns.iter();
        let turns = turns.filter(|turn| turn.job == job && turn.contender == contender);
        turns.map(|turn| turn.value).collect()
    }

    /// The count of a contender at a job.
    pub(super) fn count(&self, job: &str, contender: &str) -> Option<&Count> {
        let mut counts = self.counts.iter();
        counts.find(|count| count.job == job && count.contender == contender)
    }
}

/// The rows of a file below its head.
fn rows<const COLUMNS: usize, T>(
    folder: &Path,
    name: &str,
    row: impl Fn([&str; COLUMNS]) -> Option<T>,
) -> Result<Vec<T>> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let rows = text.lines().skip(1).map(|line| {
        let columns: Vec<_> = line.split('\t').collect();
        let columns = columns.try_into().ok();
        let value = columns.and_then(&row);
        value.with_context(|| format!("{}: {line:?}", path.display()))
    });
    rows.collect()
}
