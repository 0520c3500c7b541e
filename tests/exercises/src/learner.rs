//! The learner's program, as a script in Rust sees it.

use std::net::TcpStream;

use php_sockets_steps::screen::PATIENCE;
use php_sockets_steps::step::Action;
use php_sockets_test_support::process::child;

use crate::peer::{Missing, Play};

/// The learner's program, for a step's `peer.rs`: what the lines of `step.toml` cannot say is
/// written in Rust. The hints are for learners whose program does not do it; `{port}` is PORT.
#[derive(Debug)]
pub struct Learner(pub(crate) Play);

impl Learner {
    /// The value of PORT.
    pub fn port(&self) -> u16 {
        self.0.port()
    }

    /// From the next start on, the program finds this in its environment.
    pub fn set(&mut self, variable: &str, value: &str) {
        self.0.set(variable, value);
    }

    /// Starts the program with these arguments; one that still runs is ended.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start(&mut self, arguments: &[&str]) -> Result<(), Missing> {
        let arguments: Vec<_> = arguments.iter().map(|it| (*it).to_owned()).collect();
        self.act(&Action::Starts(arguments), "The program cannot be started.")
    }

    /// Starts the program through a tool, which limits it or gives it a network of its own; one
    /// that still runs is ended.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start_through(&mut self, tool: &[&str]) -> Result<(), Missing> {
        let started = self.0.start_through(tool);
        started.map_err(|_| self.missing("The program cannot be started."))
    }

    /// Starts the program once more, beside the one that runs.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start_another(&mut self) -> Result<(), Missing> {
        let started = self.0.start_another();
        started.map_err(|_| self.missing("The program cannot be started twice."))
    }

    /// Waits for the end of the one that ran before [`start_another`](Self::start_another).
    ///
    /// # Errors
    ///
    /// With the hint, if it ends with another code, or not at all.
    pub fn former_exits(&mut self, code: i32, hint: &str) -> Result<(), Missing> {
        match self.0.former_end() {
            Some(end) if end == code => Ok(()),
            _ => Err(self.missing(hint)),
        }
    }

    /// Waits until the program prints a line with this in it, after what was found before.
    ///
    /// # Errors
    ///
    /// With the hint, if it does not.
    pub fn prints(&mut self, text: &str, hint: &str) -> Result<(), Missing> {
        self.act(&Action::Prints(text.into()), hint)
    }

    /// The line that [`prints`](Self::prints) has found, as far as it was printed.
    pub fn line(&self) -> String {
        self.0.line()
    }

    /// Makes sure that the program has not printed this up to now.
    ///
    /// # Errors
    ///
    /// With the hint, if it has.
    pub fn lacks(&mut self, text: &str, hint: &str) -> Result<(), Missing> {
        self.act(&Action::Lacks(text.into()), hint)
    }

    /// Waits for the end of the program.
    ///
    /// # Errors
    ///
    /// With the hint, if it ends with another code, or not at all.
    pub fn exits(&mut self, code: i32, hint: &str) -> Result<(), Missing> {
        self.act(&Action::Exits(code), hint)
    }

    /// The program's process. It was started by `timeout`, which limits its time.
    pub fn pid(&self) -> Option<i32> {
        child(self.0.pid()? as i32)
    }

    /// Connects to the program. No read and no write takes longer than the program may.
    ///
    /// # Errors
    ///
    /// With the hint, if it does not listen.
    pub fn connect(&mut self, hint: &str) -> Result<TcpStream, Missing> {
        let peer = TcpStream::connect(("127.0.0.1", self.port())).and_then(|peer| {
            peer.set_read_timeout(Some(PATIENCE))?;
            peer.set_write_timeout(Some(PATIENCE))?;
            Ok(peer)
        });
        peer.map_err(|_| self.missing(hint))
    }

    /// What is missing, with what the program has printed; it is ended.
    pub fn missing(&mut self, hint: &str) -> Missing {
        self.0.missing(hint)
    }

    fn act(&mut self, action: &Action, hint: &str) -> Result<(), Missing> {
        self.0.act(action).map_err(|_| self.missing(hint))
    }
}
