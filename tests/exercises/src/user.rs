//! A user of a chat server, for the scripts in Rust.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How long a line may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// A hint, if something is missing.
pub(crate) type Told = Result<(), String>;

pub(crate) struct User {
    pub(crate) name: String,
    stream: BufReader<TcpStream>,
}

impl User {
    /// Connected, and not greeted yet.
    pub(crate) fn connect(port: u16) -> Option<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        stream.set_nodelay(true).ok()?;
        let (name, stream) = ("without a name".into(), BufReader::new(stream));
        Some(Self { name, stream })
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        self.stream.get_ref()
    }

    /// If the connection has ended, that is noticed when it reads.
    pub(crate) fn says(&self, text: &str) {
        let _ = self.stream().write_all(text.as_bytes());
    }

    /// The next line, "" at the end, or nothing.
    pub(crate) fn hears(&mut self) -> Option<String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).ok()?;
        Some(String::from_utf8_lossy(&line).into_owned())
    }

    /// Reads a line, which must be this one. "" is the end.
    pub(crate) fn expects(&mut self, line: &str, hint: &str) -> Told {
        let heard = self.hears();
        self.compares(heard, line, hint)
    }

    /// What it has read must be this.
    pub(crate) fn compares(&self, heard: Option<String>, line: &str, hint: &str) -> Told {
        let shown = |line: &str| match line.len() {
            0 => "the end".to_owned(),
            1..100 => format!("{line:?}"),
            length => {
                let start: String = line.chars().take(20).collect();
                format!("{start:?}… ({length} bytes)")
            }
        };
        if heard.as_deref() == Some(line) {
            return Ok(());
        }
        let heard = heard.map_or("nothing, or a reset".into(), |heard| shown(&heard));
        let (name, line) = (&self.name, shown(line));
        Err(format!(
            "{hint}\n\nThe client {name} should have read next: {line}\nIt read: {heard}"
        ))
    }

    /// Whether the program closes its connection while it sends a line without an end.
    pub(crate) fn is_cut_off(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.stream().write_all(&[b'x'; 65536]).is_err() {
                return self.is_closed();
            }
        }
        false
    }

    /// Whether the program has closed its connection, or does so soon. What it says before that is
    /// skipped.
    pub(crate) fn is_closed(&mut self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            match self.stream.read(&mut [0; 4096]) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() != ErrorKind::WouldBlock,
            }
        }
        false
    }
}
