//! Clients: well-behaved ones, and what the others do.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::victim::Victim;

/// Longer than any answer takes, and an end for a test whose server is stuck.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Peer {
    stream: BufReader<TcpStream>,
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
        Self { stream }
    }

    /// In a chat.
    pub(crate) fn join(victim: &Victim) -> Self {
        let mut peer = Self::connect(victim);
        assert_eq!(peer.hear(), "welcome\n");
        peer
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

    /// The next line.
    #[track_caller]
    pub(crate) fn hear(&mut self) -> String {
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

    /// Nothing arrives for this long, not even the end.
    #[track_caller]
    pub(crate) fn assert_hears_nothing_for(&mut self, time: Duration) {
        self.stream().set_read_timeout(Some(time)).unwrap();
        let result = self.stream.fill_buf().map(<[u8]>::escape_ascii);
        let result = result.map(|heard| heard.to_string());
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
