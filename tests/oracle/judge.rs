//! The judge: a `php` process that makes the calls it receives.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use nix::sched::{CloneFlags, setns};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_test_support::dns;
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Value};
use crate::recordings::version_of;
use crate::syntax::{Call, Expr};

/// What the judge runs, passed to PHP as a string: a PHP in a folder of its own (`chroot`)
/// cannot open this file.
const PROGRAM: [&str; 2] = [include_str!("judge.php"), include_str!("poll.php")];

/// How long an answer may take. PHP can wait forever, or loop forever.
const PATIENCE: Duration = Duration::from_secs(4);

/// How long PHP may take to start.
const START: Duration = Duration::from_secs(60);

/// The folder of a whole system whose PHP is to judge, instead of the PHP of this one.
pub(crate) fn root() -> Option<String> {
    env::var("ORACLE_ROOT").ok()
}

/// What PHP reported about itself at the beginning of a script.
#[derive(Clone, Debug)]
pub(crate) struct Hello {
    /// Such as `8.2`.
    pub(crate) version: String,
    /// Such as `8.2.36`, and the version of its C library, such as `2.36`.
    pub(crate) exact: [String; 2],
    pub(crate) pid: i64,
    pub(crate) descriptors: i64,
}

pub(crate) struct Judge {
    process: Child,
    calls: ChildStdin,
    answers: Receiver<String>,
    /// Why it no longer answers in this script.
    silent: Option<&'static str>,
    /// Whether it can look names up.
    knows_names: bool,
}

impl Judge {
    /// Starts PHP in a network of its own.
    pub(crate) fn start() -> Self {
        const IN_NETWORK: &str = "ip link set lo up; exec \"$@\"";

        let mut command = Command::new("unshare");
        command.args(["--net", "--", "sh", "-c", IN_NETWORK, "sh"]);
        if let Some(root) = root() {
            command.args(["chroot", &root]);
        }
        let parts = PROGRAM.map(|part| part.strip_prefix("<?php").unwrap());
        command.args([
            "php",
            "-d",
            "memory_limit=256M",
            "-d",
            "display_errors=stderr",
        ]);
        command.args(["-r", &parts.concat()]).env("LC_ALL", "C");
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();

        let (sender, answers) = channel();
        let output = BufReader::new(process.stdout.take().unwrap());
        thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines
                .map_while(|line| sender.send(line).ok())
                .for_each(drop);
        });
        Self {
            calls: process.stdin.take().unwrap(),
            process,
            answers,
            silent: None,
            knows_names: false,
        }
    }

    /// A new script begins, in a new process if the old one no longer answers.
    pub(crate) fn begin(&mut self) -> Hello {
        if self.silent.is_some() {
            *self = Self::start();
        }
        let hello = self
            .ask(&json!({"begin": true}), START)
            .expect("PHP with its sockets");
        if !self.knows_names {
            self.serve_names();
        }
        assert!(!hello["glibc"].is_null(), "PHP needs its extension FFI");
        let exact = ["php", "glibc"].map(|key| hello[key].as_str().unwrap().to_owned());
        Hello {
            version: version_of(&exact[0]),
            exact,
            pid: hello["pid"].as_i64().unwrap(),
            descriptors: hello["descriptors"].as_i64().unwrap(),
        }
    }

    /// Starts a name server in its network.
    fn serve_names(&mut self) {
        let network = File::open(format!("/proc/{}/ns/net", self.process.id())).unwrap();
        let start = || {
            setns(network, CloneFlags::CLONE_NEWNET).unwrap();
            dns::start()
        };
        self.knows_names = thread::spawn(start).join().unwrap();
    }

    /// Runs a command of the shell in its network.
    pub(crate) fn network(&self, command: &str) {
        let pid = self.process.id().to_string();
        let mut inside = Command::new("nsenter");
        inside.args(["--net", "--target", &pid, "sh", "-c", command]);
        let done = self.silent.is_some() || inside.status().unwrap().success();
        assert!(done, "in PHP's network: {command}");
    }

    pub(crate) fn call(&mut self, call: &Call) -> Answer {
        if !call.signals {
            return self.make(call);
        }
        let php = Pid::from_raw(self.process.id() as i32);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Relaxed) && kill(php, Signal::SIGUSR1).is_ok() {
                    thread::yield_now();
                }
            });
            let answer = self.make(call);
            done.store(true, Relaxed);
            answer
        })
    }

    /// From now on it may open this many more descriptors; `None` ends it.
    pub(crate) fn limit(&mut self, more: Option<u64>) -> Option<()> {
        let limit = match more {
            Some(more) => {
                let arguments = json!([more]);
                let request =
                    json!({"function": "free_descriptor", "arguments": arguments, "keep": null});
                self.ask(&request, PATIENCE).ok()?["value"].as_u64()?
            }
            None => 1024,
        };
        let pid = self.process.id().to_string();
        let mut command = Command::new("prlimit");
        command.args(["--pid", &pid, &format!("--nofile={limit}:")]);
        command.status().ok()?.success().then_some(())
    }

    fn make(&mut self, call: &Call) -> Answer {
        let arguments: Vec<_> = call.arguments.iter().map(json_of).collect();
        let request = json!({
            "function": call.function,
            "arguments": arguments,
            "keep": call.keep.as_ref().map(json_of),
        });
        match self.ask(&request, PATIENCE) {
            Ok(answer) => answer_of(&answer),
            Err(why) => Answer::word(why),
        }
    }

    fn ask(&mut self, request: &Json, patience: Duration) -> Result<Json, &'static str> {
        if let Some(why) = self.silent {
            return Err(why);
        }
        let answer = match writeln!(self.calls, "{request}") {
            Ok(()) => self.answers.recv_timeout(patience),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        match answer {
            Ok(answer) => Ok(serde_json::from_str(&answer).unwrap()),
            Err(why) => {
                let why = match why {
                    RecvTimeoutError::Disconnected => "PHP ends",
                    RecvTimeoutError::Timeout => "PHP does not come back",
                };
                self.silent = Some(why);
                let _ = self.process.kill();
                let _ = self.process.wait();
                Err(why)
            }
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn json_of(argument: &Expr) -> Json {
    match argument {
        Expr::Null => Json::Null,
        Expr::Bool(value) => json!(value),
        Expr::Int(number) => json!(number),
        Expr::Text(text) => json!({"text": hex(text)}),
        Expr::Constant(names) => json!({"constant": names}),
        Expr::Case(name) => json!({"case": name}),
        Expr::Name(name) => json!({"name": name}),
        Expr::List(items) => json!({"list": items.iter().map(json_of).collect::<Vec<_>>()}),
        Expr::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| json!([key, json_of(value)]));
            json!({"map": entries.collect::<Vec<_>>()})
        }
        Expr::Ref(filled) => json!({"ref": json_of(filled)}),
        Expr::Port(name) => json!({"port": name}),
    }
}

fn answer_of(answer: &Json) -> Answer {
    let list = |key: &str| answer[key].as_array().unwrap().iter();
    let errors = answer["errors"].as_object().unwrap().iter();
    Answer {
        value: value_of(&answer["value"]),
        filled: list("filled").map(value_of).collect(),
        said: list("said")
            .map(|text| text.as_str().unwrap().to_owned())
            .collect(),
        errors: errors
            .map(|(name, code)| (name.clone(), code.as_i64().unwrap()))
            .collect(),
    }
}

fn value_of(told: &Json) -> Value {
    match told {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Word(number.to_string()),
        },
        Json::Object(told) => {
            let (kind, of) = told.iter().next().unwrap();
            match kind.as_str() {
                "text" => Value::Text(unhex(of.as_str().unwrap())),
                "word" => Value::Word(of.as_str().unwrap().to_owned()),
                "list" => Value::List(of.as_array().unwrap().iter().map(value_of).collect()),
                _ => {
                    let entries = of.as_array().unwrap().iter();
                    let entry =
                        |pair: &Json| (pair[0].as_str().unwrap().to_owned(), value_of(&pair[1]));
                    Value::Map(entries.map(entry).collect())
                }
            }
        }
        other => Value::Word(other.to_string()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().as_chunks::<2>().0;
    let pairs = pairs.iter().map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}
