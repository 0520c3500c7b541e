//! Clients: well-behaved ones, and what the others do.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::victim::Victim;

/// Longer than any answer takes, and an end for a test whose server is stuck.
const PATIENCE: Duration = Duration::from_secs(10);

/// The first line of a chat whose clients have names.
pub(crate) const GREETING: &str = "* Welcome! What is your name?\n";

pub(crate) struct Peer {
    stream: BufReader<TcpStream>,
    /// The server gives notices, which are skipped, and puts a name before what others say.
    has_names: bool,
}

impl Peer {
    /// Connected, and not greeted yet.
    pub(crate) fn connect(victim: &Victim) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", victim.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        // There may be 10,000 of them.
        let stream = BufReader::with_capacity(1024, stream);
        let has_names = victim.has_names();
        Self { stream, has_names }
    }

    /// In a chat.
    pub(crate) fn join(victim: &Victim) -> Self {
        let mut peer = Self::connect(victim);
        peer.enter();
        peer
    }

    /// Reads the greeting, and gives itself a name if there are any.
    #[track_caller]
    pub(crate) fn enter(&mut self) {
        static NUMBER: AtomicUsize = AtomicUsize::new(1);

        if self.has_names {
            let name = format!("peer{}", NUMBER.fetch_add(1, Ordering::Relaxed));
            assert_eq!(self.hear_all(), GREETING);
            self.say(&format!("{name}\n"));
            assert_eq!(self.hear_all(), format!("* Hello {name}.\n"));
        } else {
            assert_eq!(self.hear(), "welcome\n");
        }
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        self.stream.get_ref()
    }

    pub(crate) fn say(&self, text: &str) {
        self.stream().write_all(text.as_bytes()).unwrap();
    }

    /// Sends as much of it as the server takes in that time.
    pub(crate) fn write_for(&self, data: &[u8], time: Duration) -> usize {
        self.stream().set_write_timeout(Some(time)).unwrap();
        self.stream().write(data).unwrap_or(0)
    }

    /// The next line, without the name of who has said it.
    #[track_caller]
    pub(crate) fn hear(&mut self) -> String {
        loop {
            let line = self.hear_all();
            match line.split_once(": ") {
                _ if self.has_names && line.starts_with("* ") => {}
                Some((_, said)) if self.has_names => return said.to_owned(),
                _ => return line,
            }
        }
    }

    /// The next line as it is.
    #[track_caller]
    pub(crate) fn hear_all(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a line");
        line
    }

    /// Reads lines until this one arrives.
    #[track_caller]
    pub(crate) fn hear_at_last(&mut self, line: &str) {
        loop {
            let heard = self.hear();
            assert_ne!(heard, "", "the connection ends before {line:?}");
            if heard == line {
                return;
            }
        }
    }

    /// Nothing arrives for this long, not even the end. Notices are skipped.
    #[track_caller]
    pub(crate) fn assert_hears_nothing_for(&mut self, time: Duration) {
        self.stream().set_read_timeout(Some(time)).unwrap();
        let result = loop {
            let mut line = Vec::new();
            let result = self.stream.read_until(b'\n', &mut line);
            if !(self.has_names && line.starts_with(b"* ")) {
                break result.map(|_| line.escape_ascii().to_string());
            }
        };
        self.stream().set_read_timeout(Some(PATIENCE)).unwrap();
        match result {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            other => panic!("nothing should have arrived, not even the end: {other:?}"),
        }
    }

    /// Whether the server ends the connection. What it has sent before is discarded.
    pub(crate) fn is_dropped(&mut self) -> bool {
        let mut buffer = [0; 8192];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() == ErrorKind::ConnectionReset,
            }
        }
    }

    pub(crate) fn half_close(&self) {
        self.stream().shutdown(Shutdown::Write).unwrap();
    }

    /// Resets the connection.
    pub(crate) fn reset(self) {
        let socket = SockRef::from(self.stream());
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    }
}

/// Two well-behaved clients of a chat, and how long the second waits for what the first sends.
pub(crate) struct Pair {
    ann: Peer,
    bob: Peer,
    said: usize,
    worst: Duration,
}

impl Pair {
    pub(crate) fn join(victim: &Victim) -> Self {
        let (ann, bob) = (Peer::join(victim), Peer::join(victim));
        let (said, worst) = (0, Duration::ZERO);
        let mut pair = Self {
            ann,
            bob,
            said,
            worst,
        };
        pair.talk();
        pair
    }

    /// Ann says a line, and Bob hears it; between them there may be lines of others.
    #[track_caller]
    pub(crate) fn talk(&mut self) {
        self.said += 1;
        let line = format!("ann: line {}\n", self.said);
        let start = Instant::now();
        self.ann.say(&line);
        self.bob.hear_at_last(&line);
        self.worst = self.worst.max(start.elapsed());
    }

    pub(crate) fn ann_says(&self, line: &str) {
        self.ann.say(line);
    }

    pub(crate) fn worst(&self) -> String {
        format!("{:.1} ms", self.worst.as_secs_f64() * 1000.0)
    }
}
