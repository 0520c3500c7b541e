//! The peer that follows a script, and what it reports when the program does not.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, thread};

use php_sockets_steps::program::{program, through};
use php_sockets_steps::screen::{PATIENCE, Screen};
use php_sockets_steps::step::{Action, Step};
use php_sockets_test_support::port::free_port;
use php_sockets_test_support::program::{Language, limited};
use socket2::{Domain, SockRef, Socket, Type};

use crate::learner::Learner;
use crate::scripts;

/// How many lines of what a program printed are shown: with more, the hint would scroll away.
const SHOWN: usize = 20;

/// What a program does not do yet.
#[derive(Debug)]
pub struct Missing {
    hint: String,
    /// What arrived on the connection instead of what was expected.
    got: Option<String>,
    said: String,
    /// Whether the script has a hint for it.
    pub hinted: bool,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.hint)?;
        if let Some(got) = &self.got {
            write!(f, "\n\nThe check received \"{got}\".")?;
        }
        let lines: Vec<_> = self.said.lines().collect();
        match lines.len() {
            0 => write!(f, "\n\nThe program printed nothing."),
            1..=SHOWN => write!(f, "\n\nThe program printed:\n{}", lines.join("\n")),
            count => {
                let last = lines[count - SHOWN..].join("\n");
                write!(
                    f,
                    "\n\nThe program printed more than {SHOWN} lines. The last ones:\n{last}"
                )
            }
        }
    }
}

/// The program that is checked.
#[derive(Clone, Debug)]
pub enum Checked {
    /// One of the tutorial's, by its name.
    Step(String),
    /// A command, and its arguments: a program in any language.
    Command(Vec<String>),
}

impl Checked {
    fn command(&self, port: u16) -> Command {
        match self {
            Self::Step(name) => program(Language::Rust, name, port),
            Self::Command(words) => {
                let mut command = limited(&words[0], port);
                command.args(&words[1..]);
                // Its files are named as seen from where the learner is.
                if let Ok(folder) = env::current_dir() {
                    command.current_dir(folder);
                }
                command
            }
        }
    }
}

/// Runs a program as the script of the step requires: the lines of `step.toml`, then `peer.rs`.
///
/// # Errors
///
/// What is missing, if the program does not do all of it.
pub fn follow(step: &Step, checked: Checked) -> Result<(), Missing> {
    let mut play = Play {
        checked,
        environment: Vec::new(),
        port: free_port(),
        listeners: Vec::new(),
        peer: None,
        program: None,
        former: None,
        seen: 0,
        got: Vec::new(),
    };
    for line in &step.exercise.check {
        if let Err(reason) = play.act(&line.action) {
            let got = matches!(line.action, Action::Receives(_))
                .then(|| play.got.escape_ascii().to_string());
            let hinted = !line.hint.is_empty();
            let hint = if hinted { &line.hint } else { &reason };
            return Err(Missing {
                got,
                hinted,
                ..play.missing(hint)
            });
        }
    }
    match scripts::of(step) {
        Some(check) => check(&mut Learner(play)),
        None => Ok(()),
    }
}

#[derive(Debug)]
pub(crate) struct Play {
    checked: Checked,
    /// Variables that the program finds in its environment, beside PORT.
    environment: Vec<(String, String)>,
    port: u16,
    /// One on PORT, and one on the port after it.
    listeners: Vec<TcpListener>,
    peer: Option<TcpStream>,
    program: Option<Screen>,
    /// One that went on running beside it.
    former: Option<Screen>,
    /// How much of what it printed the script has seen.
    seen: usize,
    /// What the peer has read in the last act.
    got: Vec<u8>,
}

impl Play {
    pub(crate) fn act(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::Listens(_) => self.listen().map_err(told),
            Action::Port(port) => {
                self.port = *port;
                Ok(())
            }
            Action::Starts(arguments) => self.start(arguments).map_err(told),
            Action::Prints(text) => {
                let text = self.filled(text);
                let seen = self.seen;
                let at = self.program()?.wait_for(&text, seen);
                self.seen = at.ok_or_else(|| format!("it does not print {text:?}"))?;
                Ok(())
            }
            Action::Connects(_) => {
                let peer = TcpStream::connect(("127.0.0.1", self.port)).map_err(told)?;
                self.meet(peer)
            }
            Action::Resets(_) => break_off(self.port).map_err(told),
            Action::Accepts(_) => {
                let peer = self.accept()?;
                self.meet(peer)
            }
            Action::Lacks(text) => {
                let text = self.filled(text);
                let program = self.program()?;
                program.catch_up();
                let is_absent = !program.said.contains(&text);
                wanted(is_absent, "it prints what it should not")
            }
            Action::Exits(code) => {
                let end = self.program()?.end();
                wanted(
                    end == Some(*code),
                    "it ends with another code, or not at all",
                )
            }
            _ => self.talk(action),
        }
    }

    /// What happens on the connection.
    fn talk(&mut self, action: &Action) -> Result<(), String> {
        let peer = self.peer.as_mut().ok_or("there is no connection")?;
        match action {
            Action::Waits(milliseconds) => {
                thread::park_timeout(Duration::from_millis(*milliseconds));
                Ok(())
            }
            Action::Sends(text) => peer.write_all(text.as_bytes()).map_err(told),
            Action::Receives(text) => {
                self.got.clear();
                while self.got.len() < text.len() {
                    let mut came = vec![0; text.len() - self.got.len()];
                    let size = peer.read(&mut came).map_err(told)?;
                    wanted(size > 0, "the connection ended")?;
                    self.got.extend(&came[..size]);
                    wanted(
                        text.as_bytes().starts_with(&self.got),
                        "something else arrived",
                    )?;
                }
                Ok(())
            }
            Action::Ends(_) => {
                let end = peer.read(&mut [0]).map_err(told)?;
                wanted(end == 0, "more arrived")
            }
            Action::Closes(_) => {
                self.peer = None;
                Ok(())
            }
            Action::Breaks(_) => {
                let set = reset_on_close(peer);
                self.peer = None;
                set.map_err(told)
            }
            other => Err(format!("not on a connection: {other:?}")),
        }
    }

    fn start(&mut self, arguments: &[String]) -> io::Result<()> {
        let mut command = self.checked.command(self.port);
        command.args(arguments).envs(self.environment.clone());
        self.run(command)
    }

    /// Starts it through a tool that takes a command.
    pub(crate) fn start_through(&mut self, tool: &[&str]) -> io::Result<()> {
        let mut command = self.checked.command(self.port);
        command.envs(self.environment.clone());
        self.run(through(tool, &command))
    }

    fn run(&mut self, command: Command) -> io::Result<()> {
        self.program = None; // ended before the next one starts
        self.program = Some(Screen::new(command)?);
        self.seen = 0;
        Ok(())
    }

    /// From the next start on, the program finds this in its environment.
    pub(crate) fn set(&mut self, variable: &str, value: &str) {
        self.environment.push((variable.into(), value.into()));
    }

    /// Starts it once more, beside the one that runs.
    pub(crate) fn start_another(&mut self) -> io::Result<()> {
        self.former = self.program.take();
        self.start(&[])
    }

    /// The code with which the one before has ended.
    pub(crate) fn former_end(&mut self) -> Option<i32> {
        self.former.as_mut()?.end()
    }

    /// Takes the next port too: a program that tries one port more has not done enough.
    fn listen(&mut self) -> io::Result<()> {
        let mut skipped = Vec::new(); // held, or the kernel could choose it again
        loop {
            let listener = self::listener(0)?;
            let port = listener.local_addr()?.port();
            let Some(Ok(next)) = port.checked_add(1).map(self::listener) else {
                skipped.push(listener);
                continue;
            };
            listener.set_nonblocking(true)?;
            self.port = port;
            self.listeners = vec![listener, next];
            return Ok(());
        }
    }

    /// With the ports of this run in place of `{port}` and `{next}`.
    fn filled(&self, text: &str) -> String {
        let next = self.port.saturating_add(1).to_string();
        text.replace("{port}", &self.port.to_string())
            .replace("{next}", &next)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The line that the script has seen last.
    pub(crate) fn line(&self) -> String {
        let said = self.program.as_ref().map_or("", |program| &program.said);
        let start = said[..self.seen].trim_end_matches('\n').rfind('\n');
        let line = &said[start.map_or(0, |at| at + 1)..];
        line.lines().next().unwrap_or_default().to_owned()
    }

    pub(crate) fn pid(&self) -> Option<u32> {
        self.program.as_ref().map(Screen::pid)
    }

    /// With what the program has printed; it is ended.
    pub(crate) fn missing(&mut self, hint: &str) -> Missing {
        Missing {
            hint: self.filled(hint),
            got: None,
            said: self.program.take().map_or_else(String::new, Screen::stop),
            hinted: true,
        }
    }

    /// Waits for the program's connection, with a time limit.
    fn accept(&mut self) -> Result<TcpStream, String> {
        let listener = self.listeners.first().ok_or("nothing listens")?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match listener.accept() {
                Ok((peer, _)) => return Ok(peer),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    thread::park_timeout(Duration::from_millis(10));
                }
                Err(error) => return Err(told(error)),
            }
        }
        Err("no connection arrived".into())
    }

    fn meet(&mut self, peer: TcpStream) -> Result<(), String> {
        peer.set_nonblocking(false).map_err(told)?;
        peer.set_read_timeout(Some(PATIENCE)).map_err(told)?;
        self.peer = Some(peer);
        Ok(())
    }

    fn program(&mut self) -> Result<&mut Screen, String> {
        self.program
            .as_mut()
            .ok_or("the program was not started".into())
    }
}

/// A listener that would share its port, so that a program with `SO_REUSEPORT` is noticed.
fn listener(port: u16) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], port)).into())?;
    socket.listen(128)?;
    Ok(socket.into())
}

/// A client that connects and resets its connection at once.
fn break_off(port: u16) -> io::Result<()> {
    reset_on_close(&TcpStream::connect(("127.0.0.1", port))?)
}

/// Its close will send RST instead of FIN.
fn reset_on_close(connection: &TcpStream) -> io::Result<()> {
    SockRef::from(connection).set_linger(Some(Duration::ZERO))
}

fn told(error: io::Error) -> String {
    error.to_string()
}

fn wanted(is: bool, otherwise: &str) -> Result<(), String> {
    if is { Ok(()) } else { Err(otherwise.into()) }
}
