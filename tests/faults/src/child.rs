//! A piece of work in a forked process, so that its filters, limits and crashes end
//! with it.

use std::io::{Read, Write, pipe};
use std::os::fd::AsFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, poll};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::sys;

/// Runs `work` in a child and returns its string, or how else it ended.
///
/// # Errors
///
/// If it panics, is ended by a signal, or takes longer than `limit`.
pub(crate) fn run(limit: Duration, work: impl FnOnce() -> String) -> Result<String, String> {
    let (reader, mut writer) = pipe().map_err(|cause| cause.to_string())?;

    let Some(child) = sys::fork().map_err(|cause| format!("fork: {cause}"))? else {
        drop(reader);
        let text = match catch_unwind(AssertUnwindSafe(work)) {
            Ok(text) => format!("ok{text}"),
            Err(_) => format!("panic{}", last_panic()),
        };
        let code = i32::from(writer.write_all(text.as_bytes()).is_err());
        sys::exit(code);
    };

    drop(writer);
    let text = read_all(reader, limit);
    if text.is_none() {
        let _ = kill(child, Signal::SIGKILL);
    }
    let status = wait(child);
    match text {
        None => Err(format!("hung for more than {limit:?}")),
        Some(text) => match (text.strip_prefix("ok"), text.strip_prefix("panic")) {
            (Some(told), _) => Ok(told.to_owned()),
            (_, Some(panic)) => Err(format!("panicked: {panic}")),
            _ => Err(format!("ended without a word: {status}")),
        },
    }
}

static PANIC: Mutex<String> = Mutex::new(String::new());

/// From here on a panic's message and location are kept, not printed.
pub(crate) fn keep_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = PANIC.lock() {
            *last = panic.to_string().replace('\n', " ");
        }
    }));
}

/// The message and the location of the last panic.
pub(crate) fn last_panic() -> String {
    PANIC.lock().map(|last| last.clone()).unwrap_or_default()
}

/// What arrives until all writers are gone; nothing if that takes too long.
fn read_all(mut reader: impl Read + AsFd, limit: Duration) -> Option<String> {
    let end = Instant::now() + limit;
    let mut text = Vec::new();
    let mut part = [0; 65536];
    loop {
        let left = end.saturating_duration_since(Instant::now()).as_millis();
        let left = i32::try_from(left).unwrap_or(i32::MAX);
        let mut asked = [PollFd::new(reader.as_fd(), PollFlags::POLLIN)];
        let timeout = nix::poll::PollTimeout::try_from(left).ok()?;
        if poll(&mut asked, timeout).is_ok_and(|ready| ready == 0) {
            return None;
        }
        match reader.read(&mut part) {
            Ok(0) | Err(_) => return Some(String::from_utf8_lossy(&text).into_owned()),
            Ok(count) => text.extend_from_slice(&part[..count]),
        }
    }
}

fn wait(child: Pid) -> String {
    match waitpid(child, None) {
        Ok(WaitStatus::Signaled(_, signal, _)) => format!("signal {signal}"),
        Ok(WaitStatus::Exited(_, code)) => format!("exit code {code}"),
        other => format!("{other:?}"),
    }
}
