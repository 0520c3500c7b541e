//! Processes that are waited for a limited time, and end when they are forgotten.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::os::fd::AsFd;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::Program;
use crate::jobs::{Facts, Measures};

/// How long a process may print nothing, in milliseconds.
const PATIENCE: u16 = 60_000;

/// A process; it is killed if it is dropped before its end.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    fn start(command: &[OsString], arguments: &[&str]) -> Result<Self> {
        let (program, first) = command.split_first().context("an empty command")?;
        let mut command = Command::new(program);
        command.args(first).args(arguments);
        // Cargo's own: with it each program looks for the C library in many folders.
        command.env_remove("LD_LIBRARY_PATH");
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.spawn();
        let mut child = child.with_context(|| program.display().to_string())?;
        let stdout = child.stdout.take().context("no pipe to the process")?;
        let stdout = BufReader::new(stdout);
        Ok(Self { child, stdout })
    }

    /// Waits until it prints something, or has closed its output.
    fn wait(&self) -> Result<()> {
        let mut waited = [PollFd::new(
            self.stdout.get_ref().as_fd(),
            PollFlags::POLLIN,
        )];
        let ready = poll(&mut waited, PollTimeout::from(PATIENCE))?;
        ensure!(ready > 0, "it printed nothing for too long");
        Ok(())
    }

    fn line(&mut self) -> Result<String> {
        self.wait()?;
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    /// The rest of its output, and its end.
    fn end(mut self) -> Result<String> {
        self.wait()?;
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest)?;
        let status = self.child.wait()?;
        ensure!(status.success(), "it ended with {status}");
        Ok(rest.trim_end().to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Neither does anything to a process that has ended.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What a command prints.
pub(super) fn output(command: &[OsString], arguments: &[&str]) -> Result<String> {
    Running::start(command, arguments)?.end()
}

/// Runs a job with a contender: its server first, if there is one. `before` is a command
/// for each part that gets the contender's behind it, such as strace.
///
/// Returns the result for one operation.
pub(super) fn run(
    program: &Program,
    job: &Facts,
    count: u64,
    before: impl Fn(&str) -> Vec<OsString>,
) -> Result<f64> {
    let parts = || -> Result<f64> {
        let command = |part| [before(part), program.command.clone()].concat();
        let number = count.to_string();
        if job.measures == Measures::Process {
            return process_time(&command("run"), job, count);
        }
        if job.processes == 1 {
            return Ok(output(&command("run"), &[job.name, "run", &number, "0"])?.parse()?);
        }

        let mut server = Running::start(&command("serve"), &[job.name, "serve", &number])?;
        let port = server.line()?;
        let result = output(&command("run"), &[job.name, "run", &number, &port])?;
        server.end()?;
        Ok(result.parse()?)
    };
    parts().with_context(|| format!("{} by {}", job.name, program.name))
}

/// The time for one of `count` processes, from its start to its end.
fn process_time(command: &[OsString], job: &Facts, count: u64) -> Result<f64> {
    let mut time = Duration::ZERO;
    for _ in 0..count {
        let start = Instant::now();
        output(command, &[job.name, "run", "1", "0"])?;
        time += start.elapsed();
    }
    Ok(time.as_nanos() as f64 / count as f64)
}
