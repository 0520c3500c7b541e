//! What a terminal of a run starts ends with it.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::Failed;
use php_sockets_steps::screen::Screen;
use php_sockets_test_support::process::child;

/// A shell does not pass the signal on, as with the balancer of step 26.
pub(crate) fn a_command_of_a_shell_ends_too() -> Result<(), Failed> {
    let mut shell = Command::new("sh");
    shell.args(["-c", "echo started; sleep 60; echo ended"]);
    let mut screen = Screen::new(shell)?;
    screen.wait_for("started", 0).ok_or("it does not start")?;
    let start = Instant::now();
    let running = || start.elapsed() < Duration::from_secs(10);
    let sleeps = loop {
        match child(screen.pid() as i32) {
            Some(pid) => break pid,
            None if running() => sleep(Duration::from_millis(10)),
            None => return Err("the shell starts nothing".into()),
        }
    };

    screen.stop();
    // One that has ended may wait until it is noticed.
    let is_there = || {
        let stat = fs::read_to_string(format!("/proc/{sleeps}/stat")).unwrap_or_default();
        stat.contains("(sleep)") && !stat.contains(") Z ")
    };
    while is_there() && running() {
        sleep(Duration::from_millis(10));
    }
    match is_there() {
        true => Err("it is still there".into()),
        false => Ok(()),
    }
}
