//! Starts the programs of the contenders, in turn, and collects their results.

mod counts;
mod machine;
mod process;
mod times;

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::Pid;

use crate::jobs::Facts;

pub use counts::count;
pub use machine::machine;
pub use times::measure;

/// The program of a contender.
#[derive(Debug)]
pub struct Program {
    /// What reports call it.
    pub name: &'static str,
    command: Vec<OsString>,
    lacks: Vec<String>,
}

impl Program {
    /// Whether it has the calls for a job.
    pub fn does(&self, job: &Facts) -> bool {
        !self.lacks.iter().any(|lack| lack == job.name)
    }
}

/// Builds the contenders, and finds out what each of them lacks.
///
/// # Errors
///
/// If one cannot be built or does not run. PHP may be missing: then a line is printed.
pub fn programs() -> Result<Vec<Program>> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "php-sockets-bench",
        "--bins",
    ]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    ensure!(cargo.status()?.success(), "the contenders were not built");

    let here = env::current_exe()?;
    let here = here.parent().context("a program without a folder")?;
    let rust = [
        ("C", "c"),
        ("bare", "bare"),
        ("rustix", "rustix"),
        ("socket2", "socket2"),
        ("std", "std"),
        ("mio", "mio"),
        ("php-sockets", "php_sockets"),
    ];
    let rust = rust.into_iter();
    let rust = rust.filter(|(name, _)| *name != "bare" || cfg!(target_arch = "x86_64"));
    let mut programs = rust
        .map(|(name, file)| program(name, vec![here.join(file).into()]))
        .collect::<Result<Vec<_>>>()?;

    let worker = Path::new(env!("CARGO_MANIFEST_DIR")).join("php/worker.php");
    match program("PHP", [php(), vec![worker.into()]].concat()) {
        Ok(php) => programs.push(php),
        Err(error) if env::var_os("REQUIRE_PHP").is_some() => return Err(error),
        Err(error) => println!("SKIPPED: PHP with its sockets extension: {error:#}"),
    }
    Ok(programs)
}

/// How PHP is started: by the words in `BENCH_PHP`, or as `php`.
fn php() -> Vec<OsString> {
    let words = env::var("BENCH_PHP").unwrap_or_else(|_| "php".into());
    words.split_whitespace().map(OsString::from).collect()
}

fn program(name: &'static str, command: Vec<OsString>) -> Result<Program> {
    let lacks = process::output(&command, &["lacks"]).context(name)?;
    Ok(Program {
        name,
        command,
        lacks: lacks.lines().map(str::to_owned).collect(),
    })
}

/// Puts this process, and those it starts, on one core: the last it may use.
///
/// # Errors
///
/// If the system refuses.
pub fn pin() -> Result<()> {
    let this = Pid::from_raw(0);
    let allowed = sched_getaffinity(this)?;
    let mut cores = (0..CpuSet::count()).rev();
    let last = cores.find(|&core| allowed.is_set(core).unwrap_or(false));
    let mut one = CpuSet::new();
    one.set(last.context("no core to run on")?)?;
    Ok(sched_setaffinity(this, &one)?)
}

/// Makes room for the descriptors of a job, for the processes started from here.
/// Returns whether there is enough; otherwise prints a line.
pub fn makes_room(job: &Facts) -> bool {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return false;
    };
    let wanted = job.descriptors.max(soft);
    let granted = setrlimit(Resource::RLIMIT_NOFILE, wanted, hard.max(wanted)).is_ok();
    if !granted {
        println!(
            "SKIPPED: {}: no {wanted} descriptors, see ulimit -Hn",
            job.name
        );
    }
    granted
}
