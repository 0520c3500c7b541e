//! Step 27: a server that sends each line back, and limits what each client can do to it.
//!
//! `cargo step 27`; the page is docs/steps/27-safe/server.md. FIRST and IDLE in the
//! environment change two of the limits.

// ANCHOR: program
use std::collections::HashMap;
use std::env;
use std::io::{Write, stdout};
use std::mem;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use php_sockets::*;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

// ANCHOR: limits
const LINE: usize = 1024; // bytes of a line
const KEPT: usize = 65536; // bytes for a client that does not take them; then it is not read
const CLIENTS: usize = 500; // at one time
const EACH: usize = 20; // of them from one address
const FIRST: u64 = 10; // seconds until a client's first line is whole
const IDLE: u64 = 60; // seconds from each line until the next one is whole
const END: u64 = 3; // seconds for the clients when the server stops
// ANCHOR_END: limits

// ANCHOR: client
struct Client {
    socket: Socket,
    address: String,
    line: Vec<u8>,   // what has arrived of its next line
    unsent: Vec<u8>, // what it has not taken yet
    until: Instant,  // its next line must be whole by then
    lines: u64,
    has_ended: bool,  // it sends nothing more
    is_leaving: bool, // the server stops, and has said goodbye
}
// ANCHOR_END: client

struct Server {
    clients: HashMap<RawFd, Client>,
    first: Duration,
    idle: Duration,
    rests: Instant, // until then it accepts nobody
}

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or("8001".into()).parse()?;

    // ANCHOR: signals
    let stops = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register(signal, Arc::clone(&stops))?; // sets it to true
    }
    // ANCHOR_END: signals

    let sock = listener(port)?;
    let mut server = Server {
        clients: HashMap::new(),
        first: seconds("FIRST", FIRST)?,
        idle: seconds("IDLE", IDLE)?,
        rests: Instant::now(),
    };
    // ANCHOR: stop
    while !stops.load(Ordering::Relaxed) {
        server.turn(Some(&sock));
    }
    socket_close(sock); // from here on, new clients are refused
    server.say_goodbye();
    let end = Instant::now() + Duration::from_secs(END);
    while !server.clients.is_empty() && Instant::now() < end {
        server.turn(None);
    }
    log("the server", "has stopped");
    Ok(())
    // ANCHOR_END: stop
}

fn listener(port: u16) -> Result<Socket> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    socket_set_nonblock(&sock)?;
    let port = socket_getsockname(&sock)?.port().unwrap_or(0);
    println!("Listening on 127.0.0.1 port {port}.");
    Ok(sock)
}

impl Server {
    // ANCHOR: turn
    /// Waits for a second at most, and then does only what does not wait.
    fn turn(&mut self, sock: Option<&Socket>) {
        let heard = self.clients.values().filter(|client| client.is_heard());
        let mut read: Vec<&Socket> = heard.map(|client| &client.socket).collect();
        let slow = self
            .clients
            .values()
            .filter(|client| !client.unsent.is_empty());
        let mut write: Vec<&Socket> = slow.map(|client| &client.socket).collect();
        if Instant::now() >= self.rests {
            read.extend(sock);
        }
        match socket_select(&mut read, &mut write, None, 1, None) {
            Err(error) if error.is_interrupted() => return, // a signal
            Err(_) => return sleep(Duration::from_millis(100)), // most often nothing to watch
            Ok(_) => {}
        }

        let ready = read.iter().chain(&write);
        let ready: Vec<RawFd> = ready.map(|socket| socket.as_raw_fd()).collect();
        for number in ready {
            match sock {
                Some(sock) if sock.as_raw_fd() == number => self.welcome(sock),
                _ => self.talk(number),
            }
        }
        self.remove_late();
    }
    // ANCHOR_END: turn

    // ANCHOR: welcome
    /// Takes a client in, unless there are too many, in all or from its address.
    fn welcome(&mut self, sock: &Socket) {
        let socket = match socket_accept(sock) {
            Ok(socket) => socket,
            Err(error) if error.is_would_block() || error.is_interrupted() => return,
            Err(error) => {
                log("the server", &error.to_string()); // most often there is no descriptor left
                self.rests = Instant::now() + Duration::from_secs(1);
                return;
            }
        };
        let (Ok(peer), Ok(()), Ok(())) = (
            socket_getpeername(&socket),
            socket_set_nonblock(&socket),
            socket_set_option(&socket, SOL_SOCKET, SO_SNDBUF, KEPT as i32),
        ) else {
            return; // it has left already
        };
        let address = peer.address().to_string();
        let same = self
            .clients
            .values()
            .filter(|client| client.address == address);
        if self.clients.len() >= CLIENTS || same.count() >= EACH {
            let _ = socket_write(&socket, "busy\n", None);
            return log(&address, "is sent away: too many clients");
        }
        let client = Client {
            address,
            line: Vec::new(),
            unsent: b"welcome\n".to_vec(),
            until: Instant::now() + self.first,
            lines: 0,
            has_ended: false,
            is_leaving: false,
            socket,
        };
        self.clients.insert(client.socket.as_raw_fd(), client);
    }
    // ANCHOR_END: welcome

    // ANCHOR: talk
    /// Reads from a client and writes to it, as far as that does not wait.
    fn talk(&mut self, number: RawFd) {
        let Some(client) = self.clients.get_mut(&number) else {
            return; // it was removed in this turn
        };
        let leaves = client.hear(self.idle).or_else(|| client.send());
        if let Some(reason) = leaves {
            log(&client.address, reason);
            self.clients.remove(&number); // which closes its socket
        }
    }

    /// The time is over for those whose line was not whole in time.
    fn remove_late(&mut self) {
        let now = Instant::now();
        self.clients.retain(|_, client| {
            let is_late = !client.is_leaving && client.until <= now;
            if is_late {
                log(&client.address, "is sent away: no line in time");
            }
            !is_late
        });
    }
    // ANCHOR_END: talk

    // ANCHOR: goodbye
    fn say_goodbye(&mut self) {
        for client in self.clients.values_mut() {
            client.unsent.extend(b"goodbye\n");
            client.is_leaving = true;
        }
    }
    // ANCHOR_END: goodbye
}

impl Client {
    fn is_heard(&self) -> bool {
        !self.has_ended && self.unsent.len() <= KEPT
    }

    // ANCHOR: hear
    /// Takes in what the client has sent. Returns why it has to leave, if it has to.
    fn hear(&mut self, idle: Duration) -> Option<&'static str> {
        if !self.is_heard() {
            return None;
        }
        match socket_read(&self.socket, LINE, None) {
            Ok(data) if data.is_empty() => self.has_ended = true,
            Ok(_) if self.is_leaving => {} // too late
            Ok(data) => self.line.extend(data),
            Err(error) if error.is_would_block() || error.is_interrupted() => {}
            Err(_) => return Some("has broken off"),
        }
        while let Some(end) = self.line.iter().position(|&byte| byte == b'\n')
            && end < LINE
        {
            let rest = self.line.split_off(end + 1);
            let line = mem::replace(&mut self.line, rest);
            if self.lines == 0 {
                log(&self.address, &format!("says \"{}\"", line.escape_ascii()));
            }
            self.lines += 1;
            self.until = Instant::now() + idle;
            self.unsent.extend(line);
        }
        (self.line.len() > LINE).then_some("is sent away: its line is too long")
    }
    // ANCHOR_END: hear

    // ANCHOR: send
    /// Sends what the client takes. Returns why it leaves, if it does.
    fn send(&mut self) -> Option<&'static str> {
        if !self.unsent.is_empty() {
            match socket_write(&self.socket, &self.unsent, None) {
                Ok(taken) => drop(self.unsent.drain(..taken)),
                Err(error) if error.is_would_block() || error.is_interrupted() => {}
                Err(_) => return Some("has broken off"),
            }
        }
        if self.unsent.is_empty() && self.is_leaving {
            let _ = socket_shutdown(&self.socket, 1); // its own end comes next
        }
        (self.unsent.is_empty() && self.has_ended).then_some("has left")
    }
    // ANCHOR_END: send
}

// ANCHOR: log
/// One event, one line. A log that cannot be written does not end the server.
fn log(who: &str, what: &str) {
    let _ = writeln!(stdout(), "{who} {what}");
}
// ANCHOR_END: log

/// A limit that the environment may change.
fn seconds(name: &str, default: u64) -> anyhow::Result<Duration> {
    let seconds = env::var(name).map_or(Ok(default), |text| text.parse())?;
    Ok(Duration::from_secs(seconds))
}
// ANCHOR_END: program
