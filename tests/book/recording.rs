//! The recordings of a step: its runs, call by call, for the page that plays them.
//!
//! They come from the same run as the transcript: what a program has printed is told apart by
//! what its listener has written to a file beside it.

use std::fs;
use std::ops::Range;

use libtest_mimic::Failed;
use php_sockets_steps::program::file;
use php_sockets_steps::step::{Run, Step};
use php_sockets_test_support::program::Language::{self, Php, Rust};
use serde::{Deserialize, Serialize};

use crate::made::keep;
use crate::play::Seen;
use crate::system;

/// One run, as the page plays it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Recording {
    pub(crate) run: String,
    pub(crate) terminals: Vec<Terminal>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Terminal {
    pub(crate) program: String,
    /// Where the program is. If there is only one, the lines of the calls are that one's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) rust: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) php: String,
    /// What the program itself printed before its first call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) printed: Vec<String>,
    pub(crate) calls: Vec<Call>,
}

/// A call and what was printed of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Call {
    #[serde(skip)]
    line: u32,
    /// Its line in the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rust: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) php: Option<u32>,
    pub(crate) call: String,
    pub(crate) result: Option<String>,
    pub(crate) failed: bool,
    /// What the kernel shows after it, if that has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kernel: Option<Vec<String>>,
    /// Which of these rows were not there before, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) new: Vec<usize>,
    /// The system calls that it makes in Rust.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) system: Vec<String>,
    /// What the program itself printed after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) printed: Vec<String>,
}

impl Call {
    /// Whether both print the same.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let shown = |call: &Self| {
            let Self {
                call,
                result,
                kernel,
                printed,
                ..
            } = call.clone();
            (call, result, kernel, printed)
        };
        shown(self) == shown(other)
    }
}

/// A line that the listener has written.
#[derive(Deserialize)]
struct Line {
    line: u32,
    call: String,
    result: Option<String>,
    failed: bool,
    kernel: Option<Vec<String>>,
}

impl Line {
    /// What the listener has printed of it.
    fn printed(&self) -> Vec<String> {
        let Self { call, result, .. } = self;
        let first = match result {
            Some(result) => format!("{call} -> {result}"),
            None => call.clone(),
        };
        let rows = self.kernel.iter().flatten();
        let rows = rows.map(|row| format!("{KERNEL}{row}"));
        [first].into_iter().chain(rows).collect()
    }
}

pub(crate) const KERNEL: &str = "  kernel | ";

/// What a program printed itself before its first call, and its calls: the lines of `record` are
/// found in what was `said`, and taken from what `tidied` has in the same places.
pub(crate) fn calls(
    record: &str,
    said: &str,
    tidied: &str,
    system: Vec<Vec<String>>,
) -> Result<(Vec<String>, Vec<Call>), Failed> {
    let lines = record.lines().map(serde_json::from_str);
    let lines: Vec<Line> = lines.collect::<Result<_, _>>()?;
    if !system.is_empty() && system.len() != lines.len() {
        let (calls, lines) = (system.len(), lines.len());
        return Err(format!("the trace has {calls} calls, the recording {lines}").into());
    }

    let (said, tidied): (Vec<_>, Vec<_>) = (said.lines().collect(), tidied.lines().collect());
    let owned = |from: usize, to: usize| tidied[from..to].iter().map(|&line| line.to_owned());
    let places = places(&lines, &said)?;
    // What is between two calls was printed by the program itself.
    let starts = places.iter().map(|place| place.start);
    let ends = starts.chain([tidied.len()]);
    let first = places.first().map_or(tidied.len(), |place| place.start);

    let mut kernel = Vec::new();
    let mut system = system.into_iter();
    let calls = lines.iter().zip(&places).zip(ends.skip(1));
    let calls = calls.map(|((line, place), end)| Call {
        printed: owned(place.end, end).collect(),
        ..call(
            line,
            owned(place.start, place.end).collect(),
            &mut kernel,
            system.next().unwrap_or_default(),
        )
    });
    let calls = calls.collect();
    Ok((owned(0, first).collect(), calls))
}

/// Where in a transcript the lines are that were printed of each call.
fn places(lines: &[Line], said: &[&str]) -> Result<Vec<Range<usize>>, Failed> {
    let mut places = Vec::new();
    let mut at = 0;
    for line in lines {
        let expected = line.printed();
        let own = said[at..].iter().take_while(|said| **said != expected[0]);
        let start = at + own.count();
        at = start + expected.len();
        if said.get(start..at).is_none_or(|said| *said != expected) {
            let (expected, said) = (expected.join("\n"), said.join("\n"));
            return Err(format!("{expected} is not in\n{said}").into());
        }
        places.push(start..at);
    }
    Ok(places)
}

/// A call, of the lines that were printed of it. `kernel` is what the kernel showed before.
fn call(line: &Line, shown: Vec<String>, kernel: &mut Vec<String>, system: Vec<String>) -> Call {
    let first = shown[0].clone();
    let separator = if line.failed { " -> failed: " } else { " -> " };
    let (call, result) = match &line.result {
        Some(_) => first.rsplit_once(separator).unwrap_or((&first, "")),
        None => (&*first, ""),
    };
    let rows: Vec<_> = shown[1..]
        .iter()
        .map(|row| row.replacen(KERNEL, "", 1))
        .collect();
    let new = (0..rows.len())
        .filter(|&at| !kernel.contains(&rows[at]))
        .collect();
    if line.kernel.is_some() {
        kernel.clone_from(&rows);
    }
    Call {
        line: line.line,
        rust: None,
        php: None,
        system: system::of_function(call.split('(').next().unwrap_or(call), system),
        call: call.to_owned(),
        result: line
            .result
            .is_some()
            .then(|| format!("{}{result}", separator.trim_start_matches(" -> "))),
        failed: line.failed,
        kernel: line.kernel.is_some().then_some(rows),
        new,
        printed: Vec::new(),
    }
}

/// The recordings of a run in Rust and in PHP: one, if both print the same.
pub(crate) fn of_run(run: &Run, rust: Option<Vec<Seen>>, php: Option<Vec<Seen>>) -> Vec<Recording> {
    let alike = |rust: &[Seen], php: &[Seen]| {
        rust.iter()
            .zip(php)
            .all(|(rust, php)| rust.said == php.said)
    };
    let mut recordings = Vec::new();
    match (rust, php) {
        (Some(rust), Some(php)) if alike(&rust, &php) => {
            let mut both = of_language(run, Rust, rust);
            for (terminal, php) in both
                .terminals
                .iter_mut()
                .zip(of_language(run, Php, php).terminals)
            {
                terminal.php = php.php;
                for (call, php) in terminal.calls.iter_mut().zip(php.calls) {
                    call.php = php.php;
                }
            }
            recordings.push(both);
        }
        (rust, php) => {
            recordings.extend(rust.map(|seen| of_language(run, Rust, seen)));
            recordings.extend(php.map(|seen| of_language(run, Php, seen)));
        }
    }
    recordings.retain(|recording| {
        recording
            .terminals
            .iter()
            .any(|terminal| !terminal.calls.is_empty())
    });
    recordings
}

fn of_language(run: &Run, language: Language, seen: Vec<Seen>) -> Recording {
    let terminals = run.terminals.iter().zip(seen).map(|(terminal, seen)| {
        let path = || file(language, &terminal.program);
        let mut calls = seen.calls;
        for call in &mut calls {
            match language {
                Rust => call.rust = Some(call.line),
                Php => call.php = Some(call.line),
            }
        }
        Terminal {
            program: terminal.program.clone(),
            rust: if language == Rust {
                path()
            } else {
                String::new()
            },
            php: if language == Php {
                path()
            } else {
                String::new()
            },
            printed: seen.printed,
            calls,
        }
    });
    Recording {
        run: run.name.clone(),
        terminals: terminals.collect(),
    }
}

/// Compares the recordings of a step with the existing ones. For the runs whose PHP this machine
/// lacks, the existing ones are taken for PHP's.
pub(crate) fn keep_all(
    step: &Step,
    mut recordings: Vec<Recording>,
    lacking: &[&str],
) -> Result<(), Failed> {
    if !lacking.is_empty() {
        let there = read(step);
        let lacks = |recording: &Recording| lacking.contains(&&*recording.run);
        for recording in recordings.iter_mut().filter(|recording| lacks(recording)) {
            borrow_php(recording, &there);
        }
        let others = there.into_iter().filter(|recording| !recording.has_rust());
        recordings.extend(others.filter(lacks));
        // In the order of the runs, Rust's before PHP's.
        recordings
            .sort_by_key(|recording| step.run.iter().position(|run| run.name == recording.run));
    }
    for (at, recording) in recordings.iter().enumerate() {
        let is_second = at > 0 && recordings[at - 1].run == recording.run;
        let name = file_name(&recording.run, if is_second { ".php" } else { "" });
        keep(
            step,
            &name,
            &(serde_json::to_string_pretty(recording)? + "\n"),
        )?;
    }
    Ok(())
}

impl Recording {
    fn has_rust(&self) -> bool {
        self.terminals
            .iter()
            .any(|terminal| !terminal.rust.is_empty())
    }

    /// The recording of a run in Rust.
    fn find<'r>(recordings: &'r [Self], run: &str) -> Option<&'r Self> {
        let mut of_run = recordings.iter().filter(|recording| recording.run == run);
        of_run.find(|recording| recording.has_rust())
    }
}

fn borrow_php(recording: &mut Recording, there: &[Recording]) {
    let Some(there) = Recording::find(there, &recording.run) else {
        return;
    };
    for (terminal, there) in recording.terminals.iter_mut().zip(&there.terminals) {
        terminal.php.clone_from(&there.php);
        for (call, there) in terminal.calls.iter_mut().zip(&there.calls) {
            call.php = there.php;
        }
    }
}

/// Where this machine has no strace, the existing system calls are taken for the run's.
pub(crate) fn borrow_system_calls(step: &Step, run: &Run, seen: &mut [Seen]) {
    let there = read(step);
    let Some(there) = Recording::find(&there, &run.name) else {
        return;
    };
    for (seen, there) in seen.iter_mut().zip(&there.terminals) {
        for (call, there) in seen.calls.iter_mut().zip(&there.calls) {
            call.system.clone_from(&there.system);
        }
    }
}

/// The file of a run's recording, `run.recording.json`; PHP's own, if it has one, is
/// `run.php.recording.json`.
pub(crate) fn file_name(run: &str, language: &str) -> String {
    format!("{run}{language}{END}")
}

pub(crate) const END: &str = ".recording.json";

/// The recordings that a step has, in the order of its runs.
pub(crate) fn read(step: &Step) -> Vec<Recording> {
    let runs = step.run.iter();
    let names = runs.flat_map(|run| ["", ".php"].map(|language| file_name(&run.name, language)));
    let texts =
        names.filter_map(|name| fs::read_to_string(step.place.join("made").join(name)).ok());
    texts
        .filter_map(|text| serde_json::from_str(&text).ok())
        .collect()
}
