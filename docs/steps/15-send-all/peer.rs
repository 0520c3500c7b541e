//! The check of step 15: clients that read at once, late, never, and a little at a time.

use std::io::{self, Read};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_test_support::process::cpu_ticks;

use crate::learner::Learner;
use crate::peer::Missing;

/// How much the program has to send, in lines of 16 bytes.
const LINES: usize = 1 << 20;
const LENGTH: usize = LINES * 16;

/// The time that the program gives to `send_all`, and how much later it may still give up: the
/// machine may be busy.
const TIME: Duration = Duration::from_secs(2);
const GRACE: Duration = Duration::from_millis(1500);

/// What a program that waits may use of a second of CPU time.
const MOST_TICKS: u64 = 20;

/// A signal makes even a write that waits return early.
const INTERRUPTED: &str = "begins to read after a second, while the program is stopped and \
                           continued as with Ctrl+Z and `fg`, which interrupts a write that \
                           waits,";

/// Runs the program against each client.
pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    all(learner, "reads at once", |_| ())?;
    all(learner, "begins to read after a second", |_| {
        thread::park_timeout(Duration::from_secs(1));
    })?;
    all(learner, INTERRUPTED, interrupt)?;
    never(learner)?;
    a_little_at_a_time(learner)
}

/// A client that reads all of it, after something else.
fn all(learner: &mut Learner, client: &str, first: impl FnOnce(&Learner)) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    first(learner);
    let (got, end) = read(&mut peer);
    in_order(learner, &got, client)?;
    if got.len() < LENGTH || end.is_err() {
        return Err(learner.missing(&format!(
            "A client that {client} got {} of {LENGTH} bytes. A write can return less than you \
             gave it; on a non-blocking socket it fails with 11 when there is no room. In both \
             cases write the rest as well, until all is sent or the 2 seconds are up.",
            got.len()
        )));
    }
    learner.prints(
        &format!("Sent all {LENGTH} bytes."),
        &format!(
            "A client that {client} got all {LENGTH} bytes. The program should print `Sent all \
             {LENGTH} bytes.`: `send_all` returns how many bytes the kernel has taken, the sum of \
             all writes."
        ),
    )?;
    learner.exits(0, "The program should end with code 0.")
}

/// Stops the program while it waits for room, and lets it go on.
fn interrupt(learner: &Learner) {
    let pause = || thread::park_timeout(Duration::from_millis(300));
    pause();
    if let Some(program) = learner.pid().map(Pid::from_raw) {
        let _ = kill(program, Signal::SIGSTOP);
        pause();
        let _ = kill(program, Signal::SIGCONT);
    }
    pause();
}

/// A client that reads nothing until the program has given up.
fn never(learner: &mut Learner) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    let start = Instant::now();
    thread::park_timeout(Duration::from_millis(500));
    let before = learner.pid().and_then(cpu_ticks);
    thread::park_timeout(Duration::from_secs(1));
    let used = learner.pid().and_then(cpu_ticks);
    let used = used.zip(before).map(|(now, before)| now - before);
    if used.is_some_and(|used| used > MOST_TICKS) {
        return Err(learner.missing(
            "A client does not read, and meanwhile the program writes in a loop without waiting: \
             it keeps a processor busy. Use `SO_SNDTIMEO` or `socket_select` to wait until there \
             is room.",
        ));
    }
    in_time(learner, start, "A client never reads.")?;

    let (got, _) = read(&mut peer);
    in_order(learner, &got, "reads only when the program has given up")?;
    let count = got.len();
    learner
        .prints(
            &format!(" {count} bytes."),
            &format!(
                "The kernel had taken {count} bytes when the program gave up: that many arrived \
                 when the client read after all. The program should print `Gave up after {count} \
                 bytes.`: `send_all` returns the sum of all writes."
            ),
        )
        .and_then(|()| learner.exits(0, "The program should end with code 0."))
}

/// A client that reads on and on, too slowly.
fn a_little_at_a_time(learner: &mut Learner) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    let start = Instant::now();
    let reader = thread::spawn(move || {
        let mut data = vec![0; 100_000];
        while start.elapsed() < TIME + 2 * GRACE && peer.read(&mut data).is_ok_and(|size| size > 0)
        {
            thread::park_timeout(Duration::from_millis(50));
        }
    });
    let done = in_time(
        learner,
        start,
        "A client reads 100000 bytes, twenty times a second. Each write finds some room again, so \
         a limit for each of them is not enough.",
    );
    let ended = done.and_then(|()| learner.exits(0, "The program should end with code 0."));
    reader.join().expect("the client does not fail");
    ended
}

/// The program must give up when its time is up, not much earlier and not much later.
fn in_time(learner: &mut Learner, start: Instant, client: &str) -> Result<(), Missing> {
    learner.prints(
        "Gave up after",
        &format!(
            "{client} The program should give up 2 seconds after the start of `send_all`, and \
             print `Gave up after … bytes.` If it still runs, it waits for room: a socket without \
             a limit does so for ever, and a `Timeout` of 0 seconds and 0 microseconds is no \
             limit."
        ),
    )?;
    let took = start.elapsed();
    let late = took > TIME + GRACE;
    if late || took < TIME - Duration::from_millis(300) {
        return Err(learner.missing(&format!(
            "{client} The program should give up 2 seconds after the start of `send_all`, and did \
             so after {:.1}. Before each write find out how much of the 2 seconds is left.",
            took.as_secs_f32()
        )));
    }
    Ok(())
}

/// Starts the program and connects to it.
fn connect(learner: &mut Learner) -> Result<TcpStream, Missing> {
    learner.start(&[])?;
    learner.prints(
        &format!("Listening on 127.0.0.1 port {}.", learner.port()),
        "The program should print `Listening on 127.0.0.1 port {port}.`, with the value of PORT.",
    )?;
    let hint = "The program should accept a client on port {port}.";
    let peer = learner.connect(hint)?;
    let set = peer.set_read_timeout(Some(TIME + GRACE));
    set.map(|()| peer).map_err(|_| learner.missing(hint))
}

/// What arrives until the end.
fn read(peer: &mut TcpStream) -> (Vec<u8>, io::Result<usize>) {
    let mut got = Vec::new();
    let end = peer.take(2 * LENGTH as u64).read_to_end(&mut got);
    (got, end)
}

fn in_order(learner: &mut Learner, got: &[u8], client: &str) -> Result<(), Missing> {
    match first_wrong(got) {
        None => Ok(()),
        Some(line) => Err(learner.missing(&format!(
            "A client that {client} got something other than line {line} where that line should \
             be. After a short write, go on where it stopped: `&data[sent..]`."
        ))),
    }
}

/// The first line that is not what it should be, from 0. The last one may be cut.
fn first_wrong(got: &[u8]) -> Option<usize> {
    got.chunks(16).enumerate().position(|(line, text)| {
        let right = format!("{line:015}\n");
        line >= LINES || !right.as_bytes().starts_with(text)
    })
}
