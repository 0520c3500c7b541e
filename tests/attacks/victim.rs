//! The program that is attacked: started, watched from outside, and ended.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_steps::program::{program, program_in_php};
use php_sockets_test_support::files::{Folder, folder};
use php_sockets_test_support::process::{child, cpu_ticks, status_of};
use php_sockets_test_support::program::Language;

use crate::POLL;

/// A server that has printed where it listens.
pub(crate) struct Victim {
    name: String,
    /// `timeout`, which ends when the program does.
    wrapper: Child,
    pid: i32,
    pub(crate) port: u16,
    /// Its output and its errors, read all the time, so that it never has
    /// to wait for us.
    printed: Option<[JoinHandle<String>; 2]>,
    start: Usage,
    /// What strace has recorded of the calls that it makes fail.
    traced: Option<Folder>,
}

/// What it has used up to now.
#[derive(Clone, Copy)]
pub(crate) struct Usage {
    cpu: Duration,
    /// The most memory it ever had, in KiB.
    peak: u64,
    at: Instant,
}

impl Victim {
    pub(crate) fn start(language: Language, name: &str, arguments: &[&str]) -> Self {
        Self::start_on(0, language, name, arguments)
    }

    /// On a port of the test's choice.
    pub(crate) fn start_on(port: u16, language: Language, name: &str, arguments: &[&str]) -> Self {
        let mut command = command(language, name, port);
        command.args(arguments);
        Self::run(format!("{name}, {language:?}"), command, None)
    }

    /// With these in its environment.
    pub(crate) fn start_with(language: Language, name: &str, environment: &[(&str, &str)]) -> Self {
        let mut command = program(language, name, 0);
        command.envs(environment.iter().copied());
        Self::run(format!("{name}, {language:?}"), command, None)
    }

    /// Some of its system calls fail, as `inject` tells strace.
    pub(crate) fn start_injected(
        language: Language,
        name: &str,
        arguments: &[&str],
        inject: &str,
    ) -> Self {
        let traced = folder();
        let (calls, _) = inject.split_once(':').unwrap();
        let plain = command(language, name, 0);
        let mut command = Command::new("timeout");
        command
            .args(["60", "strace", "-e", "signal=none", "-o"])
            .arg(traced.path().join("calls"))
            .args(["-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={inject}")])
            .args(plain.get_args().skip(1))
            .args(arguments)
            .env("PORT", "0")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null());
        Self::run(format!("{name}, {language:?}"), command, Some(traced))
    }

    fn run(name: String, mut command: Command, traced: Option<Folder>) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut wrapper = command.spawn().unwrap();
        let mut stdout = BufReader::new(wrapper.stdout.take().unwrap());
        let stderr = wrapper.stderr.take().unwrap();

        let mut said = String::new();
        stdout.read_line(&mut said).unwrap();
        let digits = said.trim_end_matches(['.', '\n']).rsplit(' ').next();
        let port = digits.and_then(|digits| digits.parse().ok());
        let port = port.unwrap_or_else(|| panic!("{name}: no port in {said:?}"));

        let pid = descendant(wrapper.id() as i32);
        Self {
            name,
            wrapper,
            pid,
            port,
            printed: Some([read_all(stdout), read_all(stderr)]),
            start: usage(pid),
            traced,
        }
    }

    /// Whether its clients have names, which are before what they say.
    pub(crate) fn has_names(&self) -> bool {
        self.name.starts_with(&format!("{},", crate::OWN))
    }

    /// Whether it has a child, even one that has ended.
    pub(crate) fn has_child(&self) -> bool {
        child(self.pid).is_some()
    }

    pub(crate) fn usage(&self) -> Usage {
        usage(self.pid)
    }

    /// The CPU time since then, and how long that was.
    pub(crate) fn cpu_since(&self, then: Usage) -> (Duration, Duration) {
        (self.usage().cpu - then.cpu, then.at.elapsed())
    }

    /// Prints the row of an attack. Fails if it cost more than `cpu`, or more than 8 MiB of
    /// memory.
    #[track_caller]
    pub(crate) fn assert_cost(&self, attack: &str, cpu: Duration, latency: &str) {
        self.assert_cost_within(attack, cpu, 8192, latency);
    }

    /// By how much its memory has grown, in KiB.
    pub(crate) fn grown(&self) -> u64 {
        self.usage().peak - self.start.peak
    }

    /// As [`assert_cost`](Self::assert_cost), with another limit for the memory, in KiB.
    #[track_caller]
    pub(crate) fn assert_cost_within(
        &self,
        attack: &str,
        cpu: Duration,
        memory: u64,
        latency: &str,
    ) {
        let (took, lasted) = self.cpu_since(self.start);
        let grown = self.grown();
        println!(
            "| {} | {attack} | {:.2} s in {:.1} s | {:.1} MiB | {latency} |",
            self.name,
            took.as_secs_f64(),
            lasted.as_secs_f64(),
            grown as f64 / 1024.0,
        );
        assert!(took < cpu, "{}: {attack}: {took:?} of CPU", self.name);
        assert!(grown < memory, "{}: {attack}: {grown} KiB", self.name);
    }

    /// How many descriptors it has open.
    pub(crate) fn descriptors(&self) -> usize {
        let folder = format!("/proc/{}/fd", self.pid);
        fs::read_dir(folder).map_or(0, Iterator::count)
    }

    /// From now on it can open `more` descriptors.
    pub(crate) fn limit_descriptors(&self, more: usize) {
        // The numbers that are free: the limit is for the number, not for how many there are.
        let path = |number: &usize| format!("/proc/{}/fd/{number}", self.pid);
        let mut free = (0..).filter(|number| fs::symlink_metadata(path(number)).is_err());
        let limit = free.nth(more).unwrap();
        let status = Command::new("prlimit")
            .arg(format!("--pid={}", self.pid))
            .arg(format!("--nofile={limit}:"))
            .status();
        assert!(status.unwrap().success());
    }

    /// It is stopped while `attack` runs: everything in it has happened before its
    /// next call.
    pub(crate) fn while_stopped<T>(&self, attack: impl FnOnce() -> T) -> T {
        self.send(Signal::SIGSTOP);
        while !stat(self.pid).contains(") T ") {
            thread::yield_now();
        }
        let result = attack();
        self.send(Signal::SIGCONT);
        result
    }

    /// As `kill` does.
    pub(crate) fn tell_to_end(&self) {
        self.send(Signal::SIGTERM);
    }

    fn send(&self, signal: Signal) {
        kill(Pid::from_raw(self.pid), signal).unwrap();
    }

    /// Fails if strace has made none of its calls fail.
    #[track_caller]
    pub(crate) fn assert_injected(&self) {
        let folder = self.traced.as_ref().expect("strace watches it");
        let traced = fs::read_to_string(folder.path().join("calls")).unwrap();
        assert!(traced.contains("(INJECTED)"), "{}: {traced}", self.name);
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.wrapper.try_wait().unwrap().is_none()
    }

    /// Its output and its errors, once it has ended by itself.
    pub(crate) fn end(mut self) -> (String, String) {
        let status = self.wrapper.wait().unwrap();
        let [said, complaint] = self.printed.take().unwrap();
        let (said, complaint) = (said.join().unwrap(), complaint.join().unwrap());
        assert!(status.success(), "{}: {complaint}", self.name);
        (said, complaint)
    }

    /// Ends it, and returns its errors.
    pub(crate) fn stop(mut self) -> String {
        assert!(self.runs(), "{} has ended", self.name);
        self.send(Signal::SIGKILL);
        self.wrapper.wait().unwrap();
        let [_, complaint] = self.printed.take().unwrap();
        complaint.join().unwrap()
    }
}

impl Drop for Victim {
    /// A test that fails does not leave it running.
    fn drop(&mut self) {
        if matches!(self.wrapper.try_wait(), Ok(None)) {
            let _ = kill(Pid::from_raw(self.pid), Signal::SIGKILL);
            let _ = self.wrapper.wait();
        }
    }
}

fn read_all(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = Vec::new();
        let _ = from.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    })
}

/// The program, in PHP by the PHP that it needs.
fn command(language: Language, name: &str, port: u16) -> Command {
    match language {
        Language::Php if [POLL, "chat_poll"].contains(&name) => program_in_php("8.6", name, port),
        _ => program(language, name, port),
    }
}

/// The program that this one has started, perhaps through others.
fn descendant(pid: i32) -> i32 {
    child(pid).map_or(pid, descendant)
}

fn stat(pid: i32) -> String {
    fs::read_to_string(format!("/proc/{pid}/stat")).expect("the program runs")
}

fn usage(pid: i32) -> Usage {
    const TICK: Duration = Duration::from_millis(10); // for all programs of this system

    let ticks = cpu_ticks(pid).expect("the program runs");
    Usage {
        cpu: TICK * ticks as u32,
        peak: status_of(pid, "VmHWM:").expect("the program runs"),
        at: Instant::now(),
    }
}
