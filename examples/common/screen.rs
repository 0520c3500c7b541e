//! One terminal for all sides: each line is marked with who prints it.

use std::fmt::{Debug, Display};
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsRawFd;
use std::{env, process};

use php_sockets::{Address, Socket};

/// Who prints a line; each has a colour.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    Server,
    Client(usize),
    Kernel,
    Note,
}

/// Prints a line, coloured on a terminal unless `NO_COLOR` is set.
pub(crate) fn say(who: Who, line: impl Display) {
    let (name, colour) = match who {
        Who::Server => ("server".to_owned(), "32"),
        Who::Client(number) => (format!("client {number}"), "36"),
        Who::Kernel => ("kernel".to_owned(), "33"),
        Who::Note => (String::new(), "2"),
    };
    let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());

    let line = format!("{name:>8} | {line}");

    let mut screen = io::stdout();
    let printed = if plain || !screen.is_terminal() {
        writeln!(screen, "{}", line.trim_end())
    } else {
        writeln!(screen, "\x1b[{colour}m{line}\x1b[0m")
    };
    if printed.is_err() {
        process::exit(0); // the reader has gone, as after `| head`
    }
}

/// Prints a call and what it returned, and passes that on.
pub(crate) fn call<T: Returned>(
    who: Who,
    call: impl Display,
    result: php_sockets::Result<T>,
) -> php_sockets::Result<T> {
    let returned = match &result {
        Ok(value) => value.shown(),
        Err(error) => format!("Err: {error}"),
    };
    say(who, format!("{call} -> {returned}"));
    result
}

/// How a result is shown.
pub(crate) trait Returned {
    fn shown(&self) -> String;
}

impl Returned for () {
    fn shown(&self) -> String {
        "Ok".into()
    }
}

impl Returned for usize {
    fn shown(&self) -> String {
        format!("{self} bytes")
    }
}

impl Returned for Vec<u8> {
    fn shown(&self) -> String {
        match self.as_slice() {
            [] => "\"\", the end".into(),
            data => text(String::from_utf8_lossy(data)),
        }
    }
}

impl Returned for Socket {
    fn shown(&self) -> String {
        format!("a socket, descriptor {}", self.as_raw_fd())
    }
}

impl Returned for Address {
    fn shown(&self) -> String {
        self.to_string()
    }
}

/// A string as it would be written in a program, its line ends visible.
pub(crate) fn text(text: impl Debug) -> String {
    format!("{text:?}")
}
