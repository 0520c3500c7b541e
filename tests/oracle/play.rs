//! Runs a script on one side. What must differ between two runs without meaning anything
//! gets a name: a port that the system chose, the number of the process.

use std::path::Path;
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use php_sockets_test_support::process::with_signals;

use crate::answer::{Answer, Value};
use crate::judge::{Hello, Judge};
use crate::scripts::Script;
use crate::syntax::{Call, Expr};
use crate::twin::Twin;

/// One of the two.
pub(crate) enum Side {
    Crate(Twin),
    Php(Judge),
}

impl Side {
    pub(crate) fn begin(&mut self) -> Names {
        let (pid, descriptors) = match self {
            Self::Crate(twin) => {
                limit(None);
                (process::id().into(), twin.begin() as i64)
            }
            Self::Php(judge) => {
                let Hello {
                    pid, descriptors, ..
                } = judge.begin();
                (pid, descriptors)
            }
        };
        Names {
            ports: Vec::new(),
            pid,
            descriptors,
        }
    }

    pub(crate) fn call(&mut self, call: &Call, names: &mut Names) -> Answer {
        if call.function == "limit_descriptors" {
            let [Expr::Int(more)] = call.arguments[..] else {
                panic!("not a single number: {call}");
            };
            self.limit(more as u64);
            return Answer::word("limited");
        }
        if call.function == "network" {
            let [Expr::Text(command)] = &call.arguments[..] else {
                panic!("not a single string: {call}");
            };
            self.network(str::from_utf8(command).unwrap());
            return Answer::word("done");
        }
        let answer = match self {
            Self::Crate(twin) if call.signals => with_signals(|| watched(call, || twin.call(call))),
            Self::Crate(twin) => watched(call, || twin.call(call)),
            Self::Php(judge) => judge.call(call),
        };
        names.give(call, answer)
    }

    fn limit(&mut self, more: u64) {
        match self {
            Self::Crate(_) => limit(Some(more)),
            Self::Php(judge) => judge.limit(Some(more)).expect("prlimit"),
        }
    }

    /// Changes the network of both, which are not the same.
    fn network(&mut self, command: &str) {
        match self {
            Self::Crate(_) => {
                let done = Command::new("sh").args(["-c", command]).status();
                assert!(done.unwrap().success(), "{command}");
            }
            Self::Php(judge) => judge.network(command),
        }
    }

    /// The answers to a whole script. It must leave no descriptor open here.
    pub(crate) fn play(&mut self, script: &Script) -> Vec<Answer> {
        let mut names = self.begin();
        let answers = script.calls.iter().map(|call| self.call(call, &mut names));
        let answers = answers.collect();
        match self {
            Self::Crate(twin) => {
                limit(None);
                let left = twin.end() as i64 - names.descriptors;
                assert_eq!(
                    left, 0,
                    "descriptors left open by {}: {}",
                    script.file, script.title
                );
            }
            Self::Php(judge)
                if script
                    .calls
                    .iter()
                    .any(|call| call.function == "limit_descriptors") =>
            {
                judge.limit(None);
            }
            Self::Php(_) => {}
        }
        answers
    }
}

/// Allows this process to open this many more descriptors, or any number.
fn limit(more: Option<u64>) {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    let set = |limit: u64| setrlimit(Resource::RLIMIT_NOFILE, limit.min(hard), hard).unwrap();
    if soft != 1024 {
        set(1024);
    }
    if let Some(more) = more {
        set(free_descriptor(more));
    }
}

/// The number of the next descriptor after this many more.
fn free_descriptor(more: u64) -> u64 {
    let mut free =
        (0..).filter(|number| !Path::new(&format!("/proc/self/fd/{number}")).is_symlink());
    free.nth(more as usize).unwrap()
}

/// The names of what differs.
pub(crate) struct Names {
    ports: Vec<i64>,
    pid: i64,
    /// How many descriptors were open at the beginning.
    descriptors: i64,
}

impl Names {
    /// The ports that Linux chooses from begin here.
    const FIRST_PORT: i64 = 32_768;

    fn give(&mut self, call: &Call, mut answer: Answer) -> Answer {
        match call.function.as_str() {
            "socket_getsockname" | "socket_getpeername" => self.port(answer.filled.get_mut(1)),
            "socket_recvfrom" => self.port(answer.filled.get_mut(2)),
            "socket_addrinfo_explain" => self.keys(&mut answer.value),
            "socket_recvmsg" => answer.filled.iter_mut().for_each(|value| self.keys(value)),
            // SO_PEERCRED.
            "socket_get_option" | "socket_getopt" if answer.value == Value::Int(self.pid) => {
                answer.value = Value::Word("pid".into());
            }
            "getmypid" => answer.value = Value::Word("pid".into()),
            "open_descriptors" => {
                if let Value::Int(count) = &mut answer.value {
                    *count -= self.descriptors;
                }
            }
            _ => {}
        }
        answer
    }

    /// Gives names below the keys that have them.
    fn keys(&mut self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.keys(item)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    match key.as_str() {
                        "port" | "sin_port" | "sin6_port" => self.port(Some(value)),
                        "pid" if *value == Value::Int(self.pid) => {
                            *value = Value::Word("pid".into());
                        }
                        _ => self.keys(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn port(&mut self, value: Option<&mut Value>) {
        let Some(value) = value else { return };
        let Value::Int(port @ Self::FIRST_PORT..) = *value else {
            return;
        };
        let known = self.ports.iter().position(|known| *known == port);
        let number = known.unwrap_or_else(|| {
            self.ports.push(port);
            self.ports.len() - 1
        });
        *value = Value::Word(format!("port{}", number + 1));
    }
}

/// Makes a call of the crate. If it does not return, prints its name and ends.
fn watched<T>(call: &Call, make: impl FnOnce() -> T) -> T {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    static NOW: Mutex<Option<Call>> = Mutex::new(None);

    let now = |call| *NOW.lock().unwrap_or_else(PoisonError::into_inner) = call;
    now(Some(call.clone()));
    if MADE.fetch_add(1, Relaxed) == 0 {
        thread::spawn(|| {
            let mut before = 0;
            loop {
                thread::sleep(Duration::from_secs(10));
                let made = MADE.load(Relaxed);
                let now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
                if let (Some(call), true) = (&*now, made == before) {
                    eprintln!("the crate does not return from {call}");
                    process::exit(1);
                }
                before = made;
            }
        });
    }
    let made = make();
    now(None);
    made
}
