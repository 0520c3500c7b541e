//! A chat server in one thread for 10,000 clients, with `io_poll`, PHP 8.6's `Io\Poll`: what
//! one client says, all others read.
//!
//! It is `chat` with another way to wait. `socket_select` passes all sockets to the kernel in
//! every call; a `Context` passes each once, and then returns only those that are ready.
//!
//! No client can stop it, block it or slow it down for the others: not one that drops
//! its connection, one that never ends its line, one that never reads, or one that never
//! stops talking. While there is no room for more clients, new ones wait in the kernel's
//! queue until one leaves.
//!
//! With `--serve` it serves on 127.0.0.1, port 8001 (`PORT` changes it), until Ctrl+C; talk
//! with `nc 127.0.0.1 8001` in several terminals. Without it, it plays a scene:
//!
//! ```text
//! ann reads: "bob: hi ann"
//! bob reads: "ann: hi bob"
//! the rude one disconnects
//! ann reads: "bob: still here?"
//! server: nobody is left
//! ```

use std::collections::HashMap;
use std::env;
use std::os::fd::{AsRawFd, RawFd};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use lexopt::prelude::*;
use php_sockets::io_poll::{Context, Event, Watcher};
use php_sockets::*;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The clients at one time.
const CLIENTS: usize = 10_000;
/// The bytes of one read, and of a line that has not ended yet.
const BYTES: usize = 2048;
/// The reads that one client gets in a second, if there are few clients. If it says more, that
/// waits.
const TURNS: usize = 20;
/// The writes that one client causes in a second, if there are many: what is read from it is
/// written to all others.
const WRITES: usize = 20_000;
/// The bytes that the kernel keeps for a client that does not read them.
const UNREAD: i32 = 65536;
/// Asks for nothing: errors are always reported, and so are dropped connections.
const PAUSE: Event = Event::Error;

const HELP: &str = "\
A chat server: what one client says, all others read. It plays a scene and ends.

  --serve  serve on 127.0.0.1 until Ctrl+C; talk with nc 127.0.0.1 8001
  --help   show this

PORT in the environment is the port: 8001 by default, 0 for any free one.";

fn main() -> anyhow::Result<()> {
    let mut is_server = false;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("serve") => is_server = true,
            Long("help") | Short('h') => {
                println!("{HELP}");
                return Ok(());
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    if is_server { serve() } else { scene() }
}

fn serve() -> anyhow::Result<()> {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let port = port
        .parse()
        .context("PORT must be a number from 0 to 65535")?;

    raise_limit();
    let mut chat = Chat::new(port)?;
    println!("Listening on 127.0.0.1 port {}.", chat.port()?);
    loop {
        chat.go_on()?;
    }
}

/// Raises the limit of open descriptors, which most systems set to 1,024, as far as this user may.
/// If that fails, there is room for fewer clients.
fn raise_limit() {
    let maximum = getrlimit(Resource::Nofile).maximum;
    let current = maximum;
    let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum });
}

struct Chat {
    context: Context<Socket>,
    server: Watcher<Socket>,
    clients: HashMap<RawFd, Client>,
    /// An accept has failed in this second, and no client has left since.
    is_full: bool,
    start: Instant,
    /// How many seconds ago that was, when we last looked.
    second: u64,
}

struct Client {
    /// Owns the socket, so the socket is open as long as it is watched, and closes when the
    /// watcher is removed. The context cannot borrow the sockets (`Context<&Socket>`): then
    /// none could be closed before the context.
    watcher: Watcher<Socket>,
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// The reads it has had in this second.
    turns: usize,
}

impl Chat {
    fn new(port: u16) -> Result<Self> {
        let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_set_option(&server, SOL_SOCKET, SO_REUSEADDR, 1)?;
        socket_bind(&server, "127.0.0.1", port)?;
        socket_listen(&server, SOMAXCONN)?;
        // A client may disconnect before it is accepted. On some systems accept would
        // then wait for the next one.
        socket_set_nonblock(&server)?;

        let context = Context::new(None)?;
        Ok(Self {
            server: context.add(server, Event::Read, ())?,
            context,
            clients: HashMap::new(),
            is_full: false,
            start: Instant::now(),
            second: 0,
        })
    }

    fn port(&self) -> Result<u16> {
        let address = socket_getsockname(self.server.handle())?;
        Ok(address.port().unwrap_or(0))
    }

    /// Waits until something happens, at most a second, and deals with it.
    fn go_on(&mut self) -> Result<()> {
        self.start_second();
        // While a client that cannot be accepted waits, the listener is always ready: asking
        // about it would make this a loop without a pause.
        let is_full = self.is_full || self.clients.len() >= CLIENTS;
        ask(&self.server, if is_full { PAUSE } else { Event::Read })?;

        let ready = match self.context.wait(Duration::from_secs(1), None) {
            Err(error) if error.is_interrupted() => return Ok(()),
            result => result?,
        };
        for watcher in &ready {
            if *watcher == self.server {
                self.welcome();
            } else {
                self.listen_to(watcher.handle().as_raw_fd());
            }
        }
        // A watcher in `ready` keeps its socket open, even if its client was removed meanwhile:
        // no new client can have been given its number. It closes here.
        Ok(())
    }

    /// In a new second each client gets its reads again, and accept is tried again.
    fn start_second(&mut self) {
        let second = self.start.elapsed().as_secs();
        if second == self.second {
            return;
        }
        self.second = second;
        self.is_full = false;
        let mut failed = Vec::new();
        for (number, client) in &mut self.clients {
            client.turns = 0;
            if ask(&client.watcher, Event::Read).is_err() {
                failed.push(*number);
            }
        }
        self.remove_all(failed);
    }

    /// Takes a new client in. If it has left already, the greeting fails.
    fn welcome(&mut self) {
        const NOBODY: [i32; 3] = [SOCKET_EAGAIN, SOCKET_ECONNABORTED, SOCKET_EINTR];

        match socket_accept(self.server.handle()) {
            Ok(socket) => {
                if greet(&socket).is_ok_and(|sent| sent) {
                    self.watch(socket);
                }
            }
            Err(error) if NOBODY.contains(&error.code()) => {}
            // Most often there is no descriptor left.
            Err(error) => {
                eprintln!("{error}");
                self.is_full = true;
            }
        }
    }

    fn watch(&mut self, socket: Socket) {
        let number = socket.as_raw_fd();
        match self.context.add(socket, Event::Read, ()) {
            Ok(watcher) => {
                let client = Client {
                    watcher,
                    line: Vec::new(),
                    turns: 0,
                };
                self.clients.insert(number, client);
            }
            // The system allows no more watches: the client is disconnected.
            Err(error) => {
                eprintln!("{error}");
                self.is_full = true;
            }
        }
    }

    /// Reads what one client says, and passes its whole lines on.
    fn listen_to(&mut self, number: RawFd) {
        let turns = (WRITES / self.clients.len().max(1)).clamp(1, TURNS);
        let Some(client) = self.clients.get_mut(&number) else {
            return; // it was removed in this round
        };
        if !client.watcher.has_triggered(Event::Read) {
            return self.remove(number); // paused, and its connection was dropped
        }
        client.turns += 1;
        if client.turns >= turns && ask(&client.watcher, PAUSE).is_err() {
            return self.remove(number);
        }
        let data = match socket_read(client.watcher.handle(), BYTES, None) {
            Ok(data) if !data.is_empty() => data,
            Err(error) if error.is_would_block() || error.is_interrupted() => return,
            // The end: closed, or dropped.
            Ok(_) | Err(_) => return self.remove(number),
        };

        // Only the new bytes are searched, so that a line in many pieces costs no more.
        match data.iter().rposition(|&byte| byte == b'\n') {
            Some(end) => {
                let (end, rest) = data.split_at(end + 1);
                let mut lines = std::mem::replace(&mut client.line, rest.to_vec());
                lines.extend(end);
                self.pass_on(number, &lines);
            }
            None if client.line.len() + data.len() > BYTES => self.remove(number),
            None => client.line.extend(data),
        }
    }

    /// To all but the one who said it. A client that has left, or has too much to read
    /// already, is removed.
    fn pass_on(&mut self, from: RawFd, lines: &[u8]) {
        let others = self.clients.iter().filter(|(number, _)| **number != from);
        let failed = others.filter(|(_, other)| !write_all(other.watcher.handle(), lines));
        let failed = failed.map(|(number, _)| *number).collect();
        self.remove_all(failed);
    }

    fn remove_all(&mut self, numbers: Vec<RawFd>) {
        for number in numbers {
            self.remove(number);
        }
    }

    /// Closes its socket too, which makes room for another client.
    fn remove(&mut self, number: RawFd) {
        if let Some(client) = self.clients.remove(&number) {
            let _ = client.watcher.remove(); // fails only if it was removed before
            self.is_full = false;
        }
    }
}

/// Asks about this event from now on.
fn ask(watcher: &Watcher<Socket>, event: Event) -> Result<()> {
    if watcher.watched_events() == event.into() {
        return Ok(()); // most often: saves the system call
    }
    watcher.modify_events(event)
}

fn greet(socket: &Socket) -> Result<bool> {
    socket_set_nonblock(socket)?; // no client may make the others wait
    socket_set_option(socket, SOL_SOCKET, SO_SNDBUF, UNREAD)?;
    Ok(write_all(socket, b"welcome\n"))
}

/// Whether the kernel has taken all of it.
fn write_all(socket: &Socket, data: &[u8]) -> bool {
    loop {
        match socket_write(socket, data, None) {
            Err(error) if error.is_interrupted() => {}
            result => return result.is_ok_and(|length| length == data.len()),
        }
    }
}

/// Three clients and their server, which take turns in one thread.
fn scene() -> anyhow::Result<()> {
    let mut chat = Chat::new(0)?;
    let (ann, bob, rude) = (join(&mut chat)?, join(&mut chat)?, join(&mut chat)?);

    socket_write(&bob, "bob: hi ann\n", None)?;
    println!("ann reads: {:?}", hear(&ann, &mut chat)?);
    socket_write(&ann, "ann: hi bob\n", None)?;
    println!("bob reads: {:?}", hear(&bob, &mut chat)?);

    // Half a line, and then the connection is dropped.
    socket_write(&rude, "half a li", None)?;
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&rude, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_close(rude);
    println!("the rude one disconnects");

    socket_write(&bob, "bob: still here?\n", None)?;
    println!("ann reads: {:?}", hear(&ann, &mut chat)?);
    drop((ann, bob));
    while !chat.clients.is_empty() {
        chat.go_on()?;
    }
    println!("server: nobody is left");
    Ok(())
}

fn join(chat: &mut Chat) -> Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", chat.port()?)?;
    hear(&socket, chat)?; // the greeting: we are in
    Ok(socket)
}

/// A line, without its end. The server goes on until there is one.
fn hear(socket: &Socket, chat: &mut Chat) -> Result<String> {
    while socket_select(&mut vec![socket], None, None, 0, None)? == 0 {
        chat.go_on()?;
    }
    let line = socket_read(socket, 8192, PHP_NORMAL_READ)?;
    Ok(String::from_utf8_lossy(&line).trim_end().into())
}
