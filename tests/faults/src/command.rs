//! Other programs: this one again, and those that a row needs.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::report::{Effort, Report};
use crate::rows::Row;

/// Runs a row in a process of its own, whose limits, signals and end are its own too.
/// `command` is this program, or one that is built like it.
pub(crate) fn alone(mut command: Command, row: &Row, effort: Effort) -> Result<Report> {
    command.args(["--alone", row.name]);
    if effort == Effort::Full {
        command.arg("--full");
    }
    // One arena, so that the address space is as large as was requested; and a
    // look-up that finds no server gives up at once.
    command
        .env("MALLOC_ARENA_MAX", "1")
        .env("RES_OPTIONS", "timeout:1 attempts:1");

    let start = Instant::now();
    let limit = match row.in_ci {
        true => effort.of(600, 4 * 3600),
        false => 4 * 3600,
    };
    let ended = run(&mut command, Duration::from_secs(limit))?;
    let mut report = Report::read(&ended.output).unwrap_or_else(|| Report {
        failures: vec![format!(
            "the row did not come to its end: {}",
            ended.status_text
        )],
        ..Report::default()
    });
    report.time = start.elapsed();
    Ok(report)
}

/// How a program ended.
pub(crate) struct Ended {
    pub(crate) output: String,
    pub(crate) success: bool,
    pub(crate) status_text: String,
}

/// Runs a program, its errors on this one's, and ends it after a time.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<Ended> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{command:?}"))?;
    let mut stdout = child.stdout.take().context("no output")?;
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        let _ = stdout.read_to_end(&mut output);
        String::from_utf8_lossy(&output).into_owned()
    });

    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(5));
    };
    Ok(Ended {
        output: reader.join().unwrap_or_default(),
        success: status.is_some_and(|status| status.success()),
        status_text: match status {
            Some(status) => status.to_string(),
            None => format!("ended after {limit:?}"),
        },
    })
}

/// Whether a program exists.
pub(crate) fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stderr(Stdio::null());
    run(&mut command, Duration::from_secs(20)).is_ok_and(|ended| ended.success)
}

/// Cargo, in the repository.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(here("../.."));
    command
}

/// A folder for what cargo builds with other flags than this program's.
pub(crate) fn target(name: &str) -> Result<PathBuf> {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| here("../../target")).join(name);
    std::fs::create_dir_all(&folder)?;
    Ok(folder.canonicalize()?)
}

/// A file of this package.
pub(crate) fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
