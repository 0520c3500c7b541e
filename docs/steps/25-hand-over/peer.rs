//! The check of exercise 25: clients connect all the time, while the server is started again.

use std::fs;
use std::io::{self, Read};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::learner::Learner;
use crate::peer::Missing;

const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    // What the run before has left.
    let _ = fs::remove_file(format!("/tmp/step-25-{}", learner.port()));
    let checked = restarts(learner);
    let _ = fs::remove_file(format!("/tmp/step-25-{}", learner.port()));
    checked
}

fn restarts(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints(
        "listens on port {port}.",
        "The program was started as the first server. It should listen on port {port}, the value \
         of PORT, and print `Process … listens on port {port}.` If it waits: call `socket_connect` \
         before `door`, or the program connects to its own door and waits for itself.",
    )?;
    let clients = Clients::new(learner.port());
    answered(learner, &clients, "the first server")?;

    start_again(learner, &clients)?;
    answered(learner, &clients, "the second server")?;

    // Clients wait in the queue of a server that is held up, when the next one starts.
    let server = learner.pid().unwrap_or(0);
    hold(server, Signal::SIGSTOP);
    let waiting: Vec<_> = (0..3).map(|_| connect(learner.port())).collect();
    thread::spawn(move || {
        thread::park_timeout(Duration::from_millis(500));
        hold(server, Signal::SIGCONT);
    });
    start_again(learner, &clients)?;
    for client in waiting {
        if let Err(error) = client.and_then(answer) {
            let hint = format!(
                "Three clients were in the queue of the second server when the third started. \
                 Not all got an answer: {error}. The queue belongs to the listener: hand over \
                 that listener, and do not bind a new one."
            );
            return Err(learner.missing(&hint));
        }
    }
    answered(learner, &clients, "the third server")?;
    clients.end();
    nobody_lost(learner, &clients)
}

fn start_again(learner: &mut Learner, clients: &Clients) -> Result<(), Missing> {
    learner.start_another()?;
    learner.prints(
        "listens on port {port}.",
        "The program was started again while an older one still runs, and the newer one does not \
         print `Process … listens on port {port}.` It should connect to the path \
         `/tmp/step-25-{port}` and take the listener of the older server. If the older server \
         sends nothing: does it accept on `door`, and does at least one byte go with the \
         descriptor?",
    )?;
    learner.former_exits(
        0,
        "A newer server was started, and listens. The older one should end with code 0 as soon \
         as it has handed over its listener.",
    )?;
    clients.forget();
    nobody_lost(learner, clients)
}

/// Waits until clients have been answered by the server that runs.
fn answered(learner: &mut Learner, clients: &Clients, who: &str) -> Result<(), Missing> {
    let server = learner.pid().unwrap_or(0);
    let start = Instant::now();
    while clients.answers(server) < 20 {
        nobody_lost(learner, clients)?;
        if start.elapsed() > PATIENCE {
            let hint = format!(
                "Clients connect to port {{port}}, and {who} does not answer them with \
                 `process {server}` and then the end."
            );
            return Err(learner.missing(&hint));
        }
        thread::park_timeout(Duration::from_millis(10));
    }
    Ok(())
}

fn nobody_lost(learner: &mut Learner, clients: &Clients) -> Result<(), Missing> {
    let Some(lost) = clients.lost() else {
        return Ok(());
    };
    let hint = format!(
        "The check connects all the time, and one of its clients was lost: {lost}. The listener \
         must stay open from the first server to the last: hand it over before anything closes \
         it."
    );
    Err(learner.missing(&hint))
}

fn hold(server: i32, signal: Signal) {
    if server > 0 {
        let _ = kill(Pid::from_raw(server), signal);
    }
}

fn connect(port: u16) -> io::Result<TcpStream> {
    let client = TcpStream::connect_timeout(&SocketAddr::from(([127, 0, 0, 1], port)), PATIENCE)?;
    client.set_read_timeout(Some(PATIENCE))?;
    Ok(client)
}

/// The number of the process that answers.
fn answer(mut client: TcpStream) -> io::Result<i32> {
    let mut text = String::new();
    client.read_to_string(&mut text)?;
    let number = text.strip_prefix("process ").map(str::trim_end);
    let number = number.and_then(|number| number.parse().ok());
    number.ok_or_else(|| io::Error::other(format!("the answer was {text:?}")))
}

/// Clients that connect one after another, in two threads, until they are ended.
struct Clients {
    ends: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Seen {
    /// Who has answered.
    answers: Vec<i32>,
    /// Why a client got no answer.
    lost: Option<String>,
}

impl Clients {
    fn new(port: u16) -> Self {
        let (ends, seen) = (Arc::<AtomicBool>::default(), Arc::<Mutex<Seen>>::default());
        let run = || {
            let (ends, seen) = (ends.clone(), seen.clone());
            thread::spawn(move || {
                // Bounded, whatever becomes of the check.
                let start = Instant::now();
                while !ends.load(Ordering::Relaxed) && start.elapsed() < 12 * PATIENCE {
                    let answer = connect(port).and_then(answer);
                    let mut seen = seen.lock().unwrap();
                    match answer {
                        Ok(process) => seen.answers.push(process),
                        Err(error) => seen.lost = Some(error.to_string()),
                    }
                    drop(seen);
                    thread::park_timeout(Duration::from_millis(5));
                }
            })
        };
        let threads = vec![run(), run()];
        Self {
            ends,
            seen,
            threads,
        }
    }

    fn answers(&self, process: i32) -> usize {
        let seen = self.seen.lock().unwrap();
        seen.answers.iter().filter(|it| **it == process).count()
    }

    fn forget(&self) {
        self.seen.lock().unwrap().answers.clear();
    }

    fn lost(&self) -> Option<String> {
        self.seen.lock().unwrap().lost.clone()
    }

    fn end(&self) {
        self.ends.store(true, Ordering::Relaxed);
    }
}

impl Drop for Clients {
    fn drop(&mut self) {
        self.end();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
