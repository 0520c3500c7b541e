//! A program that runs, and what it shows: its output and its errors, in order.

use std::io::{self, BufRead, BufReader};
use std::mem;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_test_support::process::child;

/// How long a program may take for its next line.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How much is read, in bytes, of a program that never stops printing.
const MOST: usize = 1 << 20;

/// A program that runs in a terminal, as it were.
#[derive(Debug)]
pub struct Screen {
    process: Child,
    lines: Receiver<String>,
    /// What it has shown up to now.
    pub said: String,
}

impl Screen {
    /// Starts a program.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn new(mut command: Command) -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        let process = command.spawn()?;
        drop(command); // and with it the writing end

        // Bounded: a program that never stops printing has to wait until its output is read.
        let (say, lines) = sync_channel(100);
        thread::spawn(move || {
            let mut reader = BufReader::new(reader);
            let mut line = Vec::new();
            while reader
                .read_until(b'\n', &mut line)
                .is_ok_and(|size| size > 0)
            {
                if say
                    .send(String::from_utf8_lossy(&line).into_owned())
                    .is_err()
                {
                    break;
                }
                line.clear();
            }
        });
        let said = String::new();
        Ok(Self {
            process,
            lines,
            said,
        })
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Waits for a string after the position `from`, and returns where it ends.
    pub fn wait_for(&mut self, text: &str, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            if let Some(at) = self.said[from..].find(text) {
                return Some(from + at + text.len());
            }
            // The string is within one line.
            from = from.max(self.said.rfind('\n').map_or(0, |end| end + 1));
            self.said += &self.next_line().ok()?;
        }
    }

    /// Takes in what it has shown up to now, without waiting.
    pub fn catch_up(&mut self) {
        while self.said.len() < MOST
            && let Ok(line) = self.lines.try_recv()
        {
            self.said += &line;
        }
    }

    fn next_line(&self) -> Result<String, RecvTimeoutError> {
        match self.said.len() {
            ..MOST => self.lines.recv_timeout(PATIENCE),
            _ => Err(RecvTimeoutError::Timeout),
        }
    }

    /// Waits for the end, and returns the code.
    pub fn end(&mut self) -> Option<i32> {
        loop {
            match self.next_line() {
                Ok(line) => self.said += &line,
                Err(RecvTimeoutError::Disconnected) => return self.process.wait().ok()?.code(),
                Err(RecvTimeoutError::Timeout) => return None,
            }
        }
    }

    /// Sends a program that still runs the signal to end, through `timeout`, which passes it on. A
    /// shell does not, nor a `timeout` that is interrupted while it starts the program: then that
    /// gets the signal too, or it would be left running.
    fn tell_to_end(&mut self) {
        if let Ok(None) = self.process.try_wait() {
            let pid = self.process.id() as i32;
            let program = child(pid);
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
            let _ = self.process.wait();
            if let Some(program) = program {
                let _ = kill(Pid::from_raw(program), Signal::SIGTERM);
            }
        }
    }

    /// Ends it, and returns everything that it has shown.
    pub fn stop(mut self) -> String {
        self.tell_to_end();
        while let Ok(line) = self.next_line() {
            self.said += &line;
        }
        mem::take(&mut self.said)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.tell_to_end();
    }
}
