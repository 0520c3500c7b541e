//! Processes and networks of their own, limits, signals, tools, and PHP.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::fd::AsRawFd;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use nix::sys::pthread::{Pthread, pthread_kill, pthread_self};
use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use nix::sys::signal::Signal;
use nix::unistd::{Gid, Uid, geteuid, setgroups, setresgid, setresuid};

use crate::tools::skip;

/// The number of descriptors this process has open. Other tests open theirs in
/// the same process, so count only [`in_child`].
pub fn open_descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// The most memory this process has had so far, in kB. Only [`in_child`].
pub fn peak_memory() -> u64 {
    status("VmHWM:")
}

/// The addresses this process has, with memory behind them or not, in kB. Only
/// [`in_child`].
pub fn address_space() -> u64 {
    status("VmSize:")
}

/// A process that this one has started.
pub fn child(pid: i32) -> Option<i32> {
    let entries = fs::read_dir("/proc").unwrap();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut pids = names.filter_map(|name| name.parse().ok());
    pids.find(|child: &i32| {
        let stat = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
        // After the name, which may have spaces: the state, the parent, and others.
        let fields = stat.rsplit(") ").next().unwrap_or_default();
        fields.split(' ').nth(1) == Some(&pid.to_string())
    })
}

/// The CPU time that a process has used, in hundredths of a second, its own and the kernel's for
/// it. None if it has ended.
pub fn cpu_ticks(pid: i32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let times = fields.split(' ').skip(11).take(2); // utime and stime
    times.map(|ticks| ticks.parse::<u64>().ok()).sum()
}

/// The number behind this word in what the kernel says about a process, such as `VmPeak:`, which
/// is in KiB.
pub fn status_of(pid: i32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let number = status.lines().find_map(|line| line.strip_prefix(field))?;
    number.split_whitespace().next()?.parse().ok()
}

/// A number of kB that the kernel reports for this process.
fn status(field: &str) -> u64 {
    status_of(std::process::id() as i32, field).unwrap()
}

/// Runs `call` while this process may open no further descriptor. Only [`in_child`].
pub fn without_descriptors<T>(call: impl FnOnce() -> T) -> T {
    let next = File::open("/dev/null").unwrap().as_raw_fd();
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();

    setrlimit(Resource::RLIMIT_NOFILE, next as rlim_t, hard).unwrap();
    let result = call();
    setrlimit(Resource::RLIMIT_NOFILE, soft, hard).unwrap();
    result
}

/// Sends `SIGUSR1` to the thread that asked for it, from any other.
pub fn signal_to_this_thread() -> impl Fn() + Send + Sync + 'static {
    // In musl a thread is a pointer, and pointers stay in their thread.
    let thread = pthread_self() as usize;
    move || pthread_kill(thread as Pthread, Signal::SIGUSR1).unwrap()
}

/// Runs `call` while another thread sends this one a signal, again and again, because
/// it cannot be known when the call begins to wait. Only [`in_child`].
///
/// The handler restarts calls (`SA_RESTART`), except those with a time-out.
pub fn with_signals<T>(call: impl FnOnce() -> T) -> T {
    /// Set when dropped, so that a test that fails ends too.
    struct Done<'a>(&'a AtomicBool);

    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Relaxed);
        }
    }

    signal_hook::flag::register(Signal::SIGUSR1 as i32, Arc::default()).unwrap();
    let (signal, done) = (signal_to_this_thread(), AtomicBool::new(false));

    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                signal();
                thread::yield_now();
            }
        });
        let _done = Done(&done);
        call()
    })
}

const CHILD: &str = "PHP_SOCKETS_TEST_CHILD";

/// Whether this is the process of one test alone; see [`in_child`].
pub fn is_child() -> bool {
    env::var_os(CHILD).is_some()
}

/// Runs one test in a process of its own, for what would disturb the others: limits,
/// users, signals, counting descriptors.
///
/// A test begins with `if !in_child("module::its_name") { return }`; what follows runs
/// in that process.
#[track_caller]
pub fn in_child(test: &str) -> bool {
    run_child(test, Command::new("/proc/self/exe"))
}

/// Like [`in_child`], as root of a network of its own with nothing but `lo`, on
/// which `setup`, a shell script, runs first. Where the system allows no
/// namespaces, prints that and returns false.
#[track_caller]
pub fn in_namespace(test: &str, setup: &str) -> bool {
    if is_child() {
        return true;
    }
    let unshare = ["--user", "--map-root-user", "--net", "--mount", "--"];
    let possible = Command::new("unshare").args(unshare).arg("true").status();
    if !possible.is_ok_and(|status| status.success()) {
        skip(test, "this system allows no namespaces");
        return false;
    }

    let script = format!("set -e; ip link set lo up; {setup}\nexec \"$0\" \"$@\"");
    let mut command = Command::new("unshare");
    command
        .args(unshare)
        .args(["sh", "-c", &script])
        .arg(env::current_exe().unwrap());
    run_child(test, command)
}

/// Like [`in_namespace`], with a cable between two interfaces, `one` and `two`, without
/// addresses of IPv4.
#[track_caller]
pub fn in_namespace_with_cable(test: &str, setup: &str) -> bool {
    const CABLE: &str = "ip link add one type veth peer name two";

    let unshare = [
        "--user",
        "--map-root-user",
        "--net",
        "--",
        "sh",
        "-c",
        CABLE,
    ];
    let possible = || Command::new("unshare").args(unshare).output();
    if !is_child() && !possible().is_ok_and(|output| output.status.success()) {
        skip(test, "this system allows no namespaces, or has no veth");
        return false;
    }
    let up = "ip link set one up; ip link set two up";
    in_namespace(test, &format!("{CABLE}; {up}; {setup}"))
}

/// Like [`in_child`], without privileges. That process gives them up itself: a user who has
/// none may not be allowed to start the program.
#[track_caller]
pub fn in_child_as_nobody(test: &str) -> bool {
    const NOBODY: u32 = 65534;

    if geteuid().is_root() && !is_user(NOBODY) {
        skip(test, "root is the only user here");
        return false;
    }
    if !in_child(test) {
        return false;
    }
    if geteuid().is_root() {
        let (user, group) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
        setgroups(&[]).unwrap();
        setresgid(group, group, group).unwrap();
        setresuid(user, user, user).unwrap();
    }
    true
}

/// Whether this namespace has a user of that number.
pub fn is_user(number: u32) -> bool {
    let map = std::fs::read_to_string("/proc/self/uid_map").unwrap();
    map.lines().any(|line| {
        let mut numbers = line
            .split_whitespace()
            .map(|number| number.parse().unwrap());
        let [first, _, count]: [u32; 3] = std::array::from_fn(|_| numbers.next().unwrap());
        number.checked_sub(first).is_some_and(|place| place < count)
    })
}

/// Runs one test under another program, which starts this one; see [`in_child`].
#[track_caller]
pub fn run_child(test: &str, mut command: Command) -> bool {
    if env::var_os(CHILD).is_some_and(|child| child == test) {
        return true;
    }

    command
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, test);
    let output = command.output().unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("test result: ok. 1 passed"),
        "no test has this name: {test}\n{said}"
    );
    false
}

/// Everything a program printed.
pub fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|part| String::from_utf8_lossy(part))
        .concat()
}

/// What a PHP program prints. PHP must be installed.
#[track_caller]
pub fn php(program: impl AsRef<OsStr>) -> String {
    let output = Command::new("php").arg("-r").arg(program).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}
