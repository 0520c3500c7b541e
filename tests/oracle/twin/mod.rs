//! The judge's twin: makes the same calls through the crate.

mod arguments;
mod calls;
mod messages;
mod moves;
mod poll;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use php_sockets::*;
use php_sockets_test_support::files::{Folder, folder};

use crate::answer::{Answer, Value};
use crate::syntax::{Call, Expr};

/// The script and a watcher share a socket.
type Context = io_poll::Context<Rc<Socket>, Value>;
type Watcher = io_poll::Watcher<Rc<Socket>, Value>;

/// What a script has kept under a name.
enum Kept {
    Socket(Rc<Socket>),
    Info(Box<AddressInfo>),
    /// A PHP stream is an open descriptor here.
    Stream(OwnedFd),
    Context(Box<Context>),
    Watcher(Watcher),
    Value(Value),
    /// Given away, by this function.
    Gone(String),
}

/// Why there is no result.
enum Stop {
    Failed(Error),
    /// The call does not compile in Rust: the message.
    Refused(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A result, or a part of it.
enum Got {
    Value(Value),
    Socket(Socket),
    Info(Box<AddressInfo>),
    Stream(OwnedFd),
    Context(Box<Context>),
    Watcher(Watcher),
    List(Vec<Got>),
}

impl<T: Into<Value>> From<T> for Got {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

/// What a call returned, and what it put into its `&` arguments.
type Outcome = (Result<Got, Stop>, Vec<Got>);

pub(crate) struct Twin {
    kept: BTreeMap<String, Kept>,
    /// The working folder of a script.
    folder: Option<Folder>,
}

impl Twin {
    pub(crate) fn new() -> Self {
        Self {
            kept: BTreeMap::new(),
            folder: None,
        }
    }

    /// Forgets everything: a new script begins. Returns how many descriptors are open.
    pub(crate) fn begin(&mut self) -> usize {
        self.kept.clear();
        socket_clear_error(None);
        let folder = folder();
        std::env::set_current_dir(folder.path()).unwrap();
        self.folder = Some(folder);
        open_descriptors()
    }

    /// Forgets everything. Returns how many descriptors are open now.
    pub(crate) fn end(&mut self) -> usize {
        self.kept.clear();
        open_descriptors()
    }

    pub(crate) fn call(&mut self, call: &Call) -> Answer {
        let (returned, filled) = self.make(call);
        let (value, said) = match returned {
            Ok(got) => (self.keep(call.keep.as_ref(), got), None),
            Err(Stop::Refused(why)) => (Value::Word(format!("does not compile: {why}")), None),
            Err(Stop::Failed(error)) => told(&error),
        };
        let names = call.arguments.iter().filter_map(|argument| match argument {
            Expr::Ref(name) => Some(&**name),
            _ => None,
        });
        let filled = names
            .zip(filled)
            .map(|(name, got)| self.keep(Some(name), got))
            .collect();
        Answer {
            value,
            filled,
            said: said.into_iter().collect(),
            errors: self.errors(),
        }
    }

    /// Keeps a result under its name, and returns it.
    fn keep(&mut self, name: Option<&Expr>, got: Got) -> Value {
        match (name, got) {
            (Some(Expr::List(names)), Got::List(parts)) => {
                let names = names.iter().map(Some).chain(std::iter::repeat(None));
                let parts = names.zip(parts).map(|(name, part)| self.keep(name, part));
                Value::List(parts.collect())
            }
            (_, Got::List(parts)) => {
                let parts = parts.into_iter().map(|part| self.keep(None, part));
                Value::List(parts.collect())
            }
            // A word stands for what was there before: a socket that a call left alone.
            (_, Got::Value(word @ Value::Word(_))) => word,
            (Some(Expr::Name(name)), got) => {
                let (kept, value) = match got {
                    Got::Value(value) => (Kept::Value(value.clone()), value),
                    Got::Socket(socket) => (Kept::Socket(socket.into()), word(name)),
                    Got::Info(info) => (Kept::Info(info), word("AddressInfo")),
                    Got::Stream(stream) => (Kept::Stream(stream), word("stream")),
                    Got::Context(context) => (Kept::Context(context), word(name)),
                    Got::Watcher(watcher) => (Kept::Watcher(watcher), word(name)),
                    Got::List(_) => unreachable!("it has its own arm"),
                };
                self.kept.insert(name.clone(), kept);
                value
            }
            (_, Got::Value(value)) => value,
            (_, Got::Socket(_)) => word("Socket"),
            (_, Got::Info(_)) => word("AddressInfo"),
            (_, Got::Stream(_)) => word("stream"),
            (_, Got::Context(_)) => word("Context"),
            (_, Got::Watcher(_)) => word("Watcher"),
        }
    }

    fn errors(&self) -> Vec<(String, i64)> {
        let of_sockets = self.kept.iter().filter_map(|(name, kept)| match kept {
            Kept::Socket(socket) => Some((name.clone(), socket_last_error(&**socket).into())),
            _ => None,
        });
        let of_thread = ("G".to_owned(), socket_last_error(None).into());
        std::iter::once(of_thread).chain(of_sockets).collect()
    }
}

fn word(word: &str) -> Value {
    Value::Word(word.into())
}

/// A failure as PHP reports it.
fn told(error: &Error) -> (Value, Option<String>) {
    let text = error.to_string();
    let (value, said) = match error.kind() {
        ErrorKind::Warning => (Value::Bool(false), Some(format!("W {text}"))),
        ErrorKind::Silent => (Value::Bool(false), None),
        kind => {
            let code = match error.exception_code() {
                0 => String::new(),
                code => format!("({code})"),
            };
            (word("throws"), Some(format!("{kind:?}{code}: {text}")))
        }
    };
    // PHP gives the code only in its message and last error; Io\Poll's exceptions have their own.
    let shown = text.contains(&format!(" [{}]: ", error.code()));
    match error.code() == 0 || error.exception_code() != 0 || shown {
        true => (value, said),
        false => (
            word(&format!("code {} is not in {text}", error.code())),
            said,
        ),
    }
}

/// How many descriptors this process has open.
fn open_descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}
