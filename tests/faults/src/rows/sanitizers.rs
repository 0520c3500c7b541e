//! The crate's own tests under Valgrind, and built with AddressSanitizer: no uninitialized
//! byte is read, none is read beyond an end, none is freed twice.
//!
//! ThreadSanitizer needs a standard library that was built with it too: without one it mistakes
//! std's own locks for races. `.ci/portable tsan` builds both.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::command::{self, cargo, here};
use crate::report::{Effort, Report};

/// What CI tries: the calls that pass structures to the system and take them from it.
const SAMPLE: &[&str] = &["control", "message::", "multicast", "option::"];

/// What never ends under Valgrind, which itself needs descriptors.
const NOT_VALGRIND: &str = "no_descriptor_is_needed";

/// What AddressSanitizer cannot run: tests in little room for addresses, of which it takes
/// terabytes, and those that build or read other programs.
const NOT_ASAN: &[&str] = &[
    "addresses",
    "examples",
    "huge_length",
    "largest_rooms",
    "programs",
    "the_sources",
];

/// The row of Valgrind.
pub(crate) fn valgrind(effort: Effort) -> Report {
    if !command::is_there("valgrind") {
        return Report::skipped("no valgrind");
    }
    let program = match program() {
        Ok(program) => program,
        Err(why) => return Report::skipped(format!("the tests do not build: {why}")),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("valgrind");
    command.args(["-q", "--leak-check=no", "--fair-sched=yes"]);
    command.arg(format!(
        "--suppressions={}",
        here("valgrind.supp").display()
    ));
    command.arg(format!("--log-file={}/%p", folder.path().display()));
    command
        .arg(program)
        .args(["--skip", NOT_VALGRIND])
        .stderr(Stdio::null());
    if effort == Effort::Quick {
        command.args(SAMPLE);
    }
    let ended = command::run(&mut command, Duration::from_secs(effort.of(450, 3600)));

    let mut report = Report::default();
    let output = ended.map(|ended| ended.output).unwrap_or_default();
    count(&output, &mut report);
    for file in std::fs::read_dir(folder.path())
        .into_iter()
        .flatten()
        .flatten()
    {
        let text = std::fs::read_to_string(file.path()).unwrap_or_default();
        text.split_inclusive("== \n")
            .filter_map(fault)
            .for_each(|fault| report.fail(fault));
    }
    report
}

/// The row of AddressSanitizer, which builds all of the tests again.
pub(crate) fn address(_: Effort) -> Report {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let mut command = cargo();
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTFLAGS", "-Zsanitizer=address");
    // Leaks are for another row, and leak detection does not work under strace, which tests use.
    command.env("ASAN_OPTIONS", "detect_leaks=0");
    command.args(["test", "--test", "sockets", "--target", &target]);
    command.args(["--target-dir", "target/asan", "--"]);
    command.args(NOT_ASAN.iter().flat_map(|name| ["--skip", name]));
    command.stderr(Stdio::null());
    let ended = command::run(&mut command, Duration::from_secs(3600));

    let mut report = Report::default();
    let output = ended.map(|ended| ended.output).unwrap_or_default();
    count(&output, &mut report);
    for line in output.lines() {
        if line.contains("ERROR: AddressSanitizer") || line.ends_with("... FAILED") {
            report.fail(line);
        }
    }
    report
}

/// The tests that passed. Those that start themselves in another process cannot do that
/// under Valgrind, whose program is another.
fn count(output: &str, report: &mut Report) {
    let results = output
        .lines()
        .filter(|line| line.starts_with("test result:"));
    let number = |line: &str, what: &str| -> Option<u64> {
        let before = line.split(what).next()?;
        before
            .split(' ')
            .rev()
            .find(|word| !word.is_empty())?
            .parse()
            .ok()
    };
    let mut failed = 0;
    for line in results {
        report.count += number(line, " passed").unwrap_or(0);
        failed += number(line, " failed").unwrap_or(0);
    }
    if report.count == 0 {
        report.fail("no test passed");
    }
    if failed > 0 {
        report.note(format!("{failed} more tests cannot run so"));
    }
}

/// What Valgrind reports about one fault, without its numbers.
fn fault(text: &str) -> Option<String> {
    let text = text.lines().filter_map(|line| line.splitn(3, "==").nth(2));
    let text: Vec<_> = text
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    (!text.is_empty()).then(|| text.join(" "))
}

/// The program of the crate's tests, built as `cargo test` builds it.
fn program() -> Result<PathBuf, String> {
    let mut command = cargo();
    command.args(["test", "--no-run", "--quiet", "--test", "sockets"]);
    command.arg("--message-format=json");
    let ended = command::run(&mut command, Duration::from_secs(1800));
    let output = ended.map_err(|cause| cause.to_string())?.output;
    let messages = output
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mut programs = messages.filter_map(|message: serde_json::Value| {
        let is_it = message["target"]["name"] == "sockets";
        let program = message["executable"].as_str().filter(|_| is_it)?;
        Some(PathBuf::from(program))
    });
    programs
        .next()
        .ok_or_else(|| "cargo names no program".into())
}
