//! The fuzz targets of `tests/fuzz`, with the C library as the judge: strings of addresses
//! against `inet_aton` and `inet_pton`, control messages against the macros of `cmsg(3)`.
//!
//! libFuzzer changes the inputs of a corpus in the repository, and keeps those that reach
//! code that none has reached before. AddressSanitizer watches.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::command::{self, cargo, here};
use crate::report::{Effort, Report};
use crate::sys;

/// Those of `cargo fuzz`.
const FLAGS: &str = "\
-Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares \
-Zsanitizer=address -Cdebug-assertions -Ccodegen-units=1";

/// The row of addresses.
pub(crate) fn addresses(effort: Effort) -> Report {
    run("addresses", 300, effort)
}

/// The row of control messages.
pub(crate) fn control(effort: Effort) -> Report {
    run("control", 200, effort)
}

/// Runs a target for a fixed time, with inputs of at most `length` bytes.
fn run(target: &str, length: usize, effort: Effort) -> Report {
    let program = match program(target) {
        Ok(program) => program,
        Err(why) => return Report::skipped(format!("the target does not build: {why:#}")),
    };
    let mut report = Report::default();
    if !sys::own_network() {
        report.note("in the machine's own network");
    }
    match fuzz(&program, target, length, effort.of(60, 600), &mut report) {
        Ok(()) => report,
        Err(why) => {
            report.fail(format!("{why:#}"));
            report
        }
    }
}

/// The program of a target. If it cannot be built like this, the crate is not at fault.
fn program(target: &str) -> Result<PathBuf> {
    let (triple, name) = (
        format!("{}-unknown-linux-gnu", std::env::consts::ARCH),
        format!("fuzz-{target}"),
    );
    let folder = command::target("fuzz")?;
    let log = folder.join(format!("{name}.log"));
    let mut command = cargo();
    command.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", FLAGS);
    command.args(["build", "--release", "--package", "php-sockets-fuzz"]);
    command.args(["--features", "libfuzzer", "--bin", &name]);
    command.args(["--target", &triple, "--target-dir"]);
    command.arg(&folder).stderr(File::create(&log)?);

    let ended = command::run(&mut command, Duration::from_secs(500))?;
    if !ended.success {
        let text = fs::read_to_string(&log)?;
        let error = text.lines().find(|line| line.starts_with("error"));
        bail!("{}", error.unwrap_or(&ended.status_text));
    }
    Ok(folder.join(triple).join("release").join(name))
}

/// Runs the program, and records what it prints.
fn fuzz(
    program: &Path,
    target: &str,
    length: usize,
    seconds: u64,
    report: &mut Report,
) -> Result<()> {
    let found = tempfile::tempdir()?;
    let folder = command::target("fuzz")?;
    let log = folder.join(format!("{target}.log"));
    let crashes = folder.join(format!("{target}-"));
    let corpus = here("../fuzz/corpus").join(target);
    let inputs = fs::read_dir(&corpus)?.count();

    let mut command = Command::new(program);
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-max_len={length}"));
    command.arg(format!("-artifact_prefix={}", crashes.display()));
    command.args([
        "-timeout=10",
        "-use_value_profile=1",
        "-print_final_stats=1",
    ]);
    // What is new goes to the first folder.
    command.arg(found.path()).arg(corpus);
    command.env("RUST_BACKTRACE", "0");
    command.stderr(File::create(&log)?);
    let ended = command::run(&mut command, Duration::from_secs(seconds + 60))?;

    let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    report.count = after(&text, "stat::number_of_executed_units: ")
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    if !ended.success {
        report.fail(format!("{}: {}", ended.status_text, crash(&text)));
    }
    // There is none if an input of the repository crashes.
    if let Some(last) = text.lines().rfind(|line| line.contains("cov: ")) {
        let number = |name| after(last, name).unwrap_or("0");
        let [cov, ft, corp] = ["cov: ", "ft: ", "corp: "].map(number);
        report.note(format!(
            "{seconds} s; {inputs} inputs in the repository, {corp} at the end; cov {cov}, ft {ft}"
        ));
    }
    Ok(())
}

/// The word that follows a string.
fn after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.split_once(name)?.1.split_whitespace().next()
}

/// What a crash prints: the panic's message or the sanitizer's, and the file of the input.
fn crash(text: &str) -> String {
    let mut told = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.contains(" panicked at ") {
            told.extend(lines.next());
        } else if let Some((_, error)) = line.split_once("ERROR: ") {
            told.push(error);
        } else if let Some((_, file)) = line.split_once("Test unit written to ") {
            told.push(file);
        }
    }
    told.join(" / ")
}
