//! Step 26: what waiting costs, beside many idle sockets.
//!
//! `cargo step 26-chart`; the page is docs/steps/26-ten-thousand/chart.md.

use std::time::{Duration, Instant};
use std::{fs, thread};

use nix::sys::resource::{Resource::RLIMIT_NOFILE, getrlimit, setrlimit};
use php_sockets::io_poll::{Context, Event};
use php_sockets::*;

const COUNTS: [usize; 4] = [10, 100, 1_000, 10_000];
const OTHERS: u64 = 30; // descriptors that are not of idle sockets
const TIME: Duration = Duration::from_millis(200); // of each measurement
const BAR: f64 = 50.0; // the longest, in letters

struct Row {
    idle: usize,
    /// What waits, the time of a round in µs, and the memory for each idle socket in KiB.
    costs: Vec<(&'static str, f64, Option<u64>)>,
}

fn main() -> anyhow::Result<()> {
    let (_, hard) = getrlimit(RLIMIT_NOFILE)?;
    setrlimit(RLIMIT_NOFILE, hard, hard)?;
    println!("This program may open {hard} descriptors.");

    let mut rows = Vec::new();
    for idle in COUNTS {
        if idle as u64 + OTHERS <= hard {
            let sockets = (0..idle).map(|_| silent()).collect::<Result<Vec<_>>>()?;
            let costs = vec![
                ("socket_select", with_select(&sockets)?, None),
                ("Io\\Poll", with_poll(&sockets)?, None),
            ];
            rows.push(Row { idle, costs });
        }
    }
    // Threads last: they stay.
    let (before, round_trip) = (memory()?, Answerer::start()?);
    let mut started = 0;
    'rows: for row in &mut rows {
        while started < row.idle {
            let socket = silent()?;
            let waits = move || socket_read(&socket, 1, None);
            if let Err(error) = thread::Builder::new().spawn(waits) {
                println!("After {started} threads: {error}");
                break 'rows;
            }
            started += 1;
        }
        let time = time(|| round_trip.once())?;
        let each = (memory()? - before) / started as u64;
        row.costs.push(("a thread for each", time, Some(each)));
    }
    print(&rows);
    Ok(())
}

/// A socket to which nobody sends anything. One of UDP needs only one descriptor.
fn silent() -> Result<Socket> {
    socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)
}

/// A byte arrives on one socket. All are passed to the call.
fn with_select(idle: &[Socket]) -> Result<f64> {
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    time(|| {
        socket_write(&there, "x", None)?;
        let mut read: Vec<&Socket> = idle.iter().chain([&here]).collect();
        socket_select(&mut read, None, None, 1, None)?;
        read.iter()
            .try_for_each(|socket| socket_read(socket, 1, None).map(drop))
    })
}

/// A byte arrives on one socket. All are in the list already.
fn with_poll(idle: &[Socket]) -> Result<f64> {
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let context = Context::new(None)?;
    for socket in idle.iter().chain([&here]) {
        context.add(socket, Event::Read, ())?;
    }
    time(|| {
        socket_write(&there, "x", None)?;
        let ready = context.wait(Duration::from_secs(1), None)?;
        ready
            .iter()
            .try_for_each(|watcher| socket_read(watcher.handle(), 1, None).map(drop))
    })
}

/// A thread that waits in `socket_read`, and sends each byte back.
struct Answerer(Socket);

impl Answerer {
    fn start() -> Result<Self> {
        let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
        thread::spawn(move || {
            while socket_read(&here, 1, None).is_ok_and(|byte| !byte.is_empty()) {
                let _ = socket_write(&here, "x", None);
            }
        });
        Ok(Self(there))
    }

    fn once(&self) -> Result<()> {
        socket_write(&self.0, "x", None)?;
        socket_read(&self.0, 1, None).map(drop)
    }
}

/// The time of one round in µs: half of all rounds were faster.
fn time(mut round: impl FnMut() -> Result<()>) -> Result<f64> {
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < TIME {
        let before = Instant::now();
        round()?;
        times.push(before.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

fn print(rows: &[Row]) {
    let costs = rows.iter().flat_map(|row| &row.costs);
    let longest = costs.map(|(_, time, _)| *time).fold(1.0, f64::max);
    for Row { idle, costs } in rows {
        println!("\n{idle} idle sockets");
        for (what, time, memory) in costs {
            let bar = "█".repeat((time / longest * BAR).ceil() as usize);
            let memory = memory.map_or(String::new(), |each| format!(" {each} KiB each"));
            println!("  {what:<18} {time:.0} µs {bar}{memory}");
        }
    }
}

/// The memory of this process, in KiB. What it shares with others counts in part.
fn memory() -> anyhow::Result<u64> {
    let text = fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let digits = line.and_then(|line| line.split_whitespace().next());
    Ok(digits.unwrap_or("0").parse()?)
}
