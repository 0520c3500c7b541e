//! Programs of random calls with odd arguments. Each is a process of its own with a seed:
//! no panic, no call that does not return, no descriptor left open.

mod calls;
mod values;
mod watch;

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use fastrand::Rng;
use nix::sys::pthread::{pthread_kill, pthread_self};
use nix::sys::signal::Signal;
use php_sockets::Socket;

use self::calls::CALLS;
use self::watch::Watched;
use crate::report::{Effort, Report};
use crate::scene::{Folder, open_descriptors};
use crate::{child, sys};

/// The calls of one program.
const LENGTH: u64 = 1000;

/// How long one call may take; signals end those that wait.
const HANG: Duration = Duration::from_secs(5);

/// How often a call that waits is interrupted.
const KICK: Duration = Duration::from_millis(2);

/// A program while it runs.
pub(crate) struct Program {
    pub(crate) random: Rng,
    pub(crate) sockets: Vec<Socket>,
    pub(crate) watched: Watched,
    pub(crate) folder: Folder,
    pub(crate) done: Cell<&'static str>,
}

/// The row.
pub(crate) fn run(effort: Effort) -> Report {
    let mut report = Report::default();
    let programs = effort.of(100, 1000);
    for seed in 0..programs {
        let told = child::run(Duration::from_secs(300), || program(seed));
        report.count += LENGTH;
        match told {
            Ok(fault) if fault.is_empty() => {}
            Ok(fault) => report.fail(format!("seed {seed}: {fault}")),
            Err(how) => report.fail(format!("seed {seed}: {how}")),
        }
    }
    report.note(format!(
        "{programs} programs of {LENGTH} calls of {} kinds",
        CALLS.len()
    ));
    report
}

/// Runs one program, and returns what went wrong.
fn program(seed: u64) -> String {
    sys::interrupt_with(Signal::SIGUSR1).expect("a handler");
    let progress = Arc::new(AtomicU64::new(0));
    watch(Arc::clone(&progress));

    let before = open_descriptors();
    let mut program = Program {
        random: Rng::with_seed(seed),
        sockets: Vec::new(),
        watched: Watched::default(),
        folder: Folder::new(),
        done: Cell::new(""),
    };
    // Names without a slash are paths of unix sockets.
    std::env::set_current_dir(program.folder.path("")).expect("the folder");
    for call in 0..LENGTH {
        let (name, make) = CALLS[program.random.usize(..CALLS.len())];
        progress.store(call << 32 | name.len() as u64, Relaxed);
        program.done.set(name);
        make(&mut program);
        if program.sockets.len() > 40 {
            let place = program.random.usize(..program.sockets.len());
            program.sockets.swap_remove(place);
        }
    }
    drop(program);
    let after = open_descriptors();
    match before == after {
        true => String::new(),
        false => format!("open before {before:?}, after {after:?}"),
    }
}

/// Interrupts the program now and then, and ends it if a call does not return.
fn watch(progress: Arc<AtomicU64>) {
    let main = pthread_self();
    std::thread::spawn(move || {
        let (mut last, mut since) = (u64::MAX, std::time::Instant::now());
        loop {
            std::thread::sleep(KICK);
            let _ = pthread_kill(main, Signal::SIGUSR1);
            let now = progress.load(Relaxed);
            if now != last {
                (last, since) = (now, std::time::Instant::now());
            } else if since.elapsed() > HANG {
                eprintln!("call {} hangs", now >> 32);
                sys::exit(3);
            }
        }
    });
}
