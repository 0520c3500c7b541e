//! The machine, as the page of the results describes it.

use std::ffi::OsString;
use std::fs;
use std::process::Command;
use std::thread;

use super::process;

/// What it is and what runs on it: a name and a value each.
pub fn machine() -> Vec<(String, String)> {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let socket = size_of::<php_sockets::Socket>();
    let facts = [
        ("processor", processor()),
        ("cores", cores.to_string()),
        ("kernel", said("uname", &["-srm"])),
        ("C library", said("getconf", &["GNU_LIBC_VERSION"])),
        ("Rust", said("rustc", &["--version"])),
        ("PHP", php_version()),
        ("day", said("date", &["--utc", "+%Y-%m-%d"])),
        ("bytes of a Socket", socket.to_string()),
    ];
    let facts = facts.into_iter();
    facts
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn php_version() -> String {
    let version = ["-r", "echo PHP_VERSION;"].map(OsString::from);
    let output = process::output(&[super::php(), version.into()].concat(), &[]);
    output.unwrap_or_else(|_| "not installed".into())
}

fn processor() -> String {
    let list = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = list.lines().find(|line| line.starts_with("model name"));
    let name = line.and_then(|line| line.split_once(':'));
    name.map_or_else(|| "unknown".into(), |(_, name)| name.trim().into())
}

/// What a command prints, or that it is not installed.
fn said(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output();
    match output {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().into(),
        Err(_) => "not installed".into(),
    }
}
