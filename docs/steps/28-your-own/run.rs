//! Step 28: the chat server, finished.
//!
//! `cargo step 28`; the pages are docs/steps/28-your-own/index.md and design.md.

use std::collections::HashMap;
use std::env;
use std::mem;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use php_sockets::*;
use signal_hook::consts::{SIGINT, SIGTERM};

// ANCHOR: limits
const CLIENTS: usize = 100; // at one time
const LINE: usize = 2000; // bytes of a line, without its end
const BYTES: usize = 2048; // of one read
const TURNS: usize = 20; // lines that a client gets in a second; the rest waits
const UNREAD: i32 = 65536; // bytes that the kernel keeps for a client that does not read
// ANCHOR_END: limits

// ANCHOR: client
struct Client {
    socket: Socket,
    name: String,   // "" until it has one
    line: Vec<u8>,  // the line that has not ended yet
    heard: Instant, // when its last line ended
    turns: usize,
}
// ANCHOR_END: client

struct Chat {
    sock: Socket,
    clients: HashMap<RawFd, Client>,
    idle: Duration,
    second: Instant,
    accepts: bool, // in this second
}

/// What one line, or several, lead to.
#[derive(Default)]
struct Answer {
    own: String,    // for the client that has said them
    others: String, // for the others
}

// ANCHOR: main
fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or("8001".into()).parse()?;
    let idle: u64 = env::var("IDLE").unwrap_or("600".into()).parse()?;

    let stops = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stops))?;
    }

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    socket_set_nonblock(&sock)?;
    let port = socket_getsockname(&sock)?.port().unwrap_or(0);
    println!("Listening on 127.0.0.1 port {port}.");

    let mut chat = Chat {
        sock,
        clients: HashMap::new(),
        idle: Duration::from_secs(idle),
        second: Instant::now(),
        accepts: true,
    };
    while !stops.load(Ordering::Relaxed) {
        chat.go_on();
    }
    chat.stop();
    println!("The server has stopped.");
    Ok(())
}
// ANCHOR_END: main

impl Chat {
    // ANCHOR: loop
    /// Waits until something happens, at most a second, and deals with it.
    fn go_on(&mut self) {
        if self.second.elapsed() >= Duration::from_secs(1) {
            self.start_second();
        }
        let talkers = self.clients.values().filter(|it| it.turns < TURNS);
        let mut read: Vec<&Socket> = talkers.map(|client| &client.socket).collect();
        if self.accepts {
            read.push(&self.sock);
        }
        // A signal ends the call early. Whatever else fails must not become a busy loop.
        if read.is_empty() || socket_select(&mut read, None, None, 1, None).is_err() {
            return sleep(Duration::from_millis(100));
        }
        let ready: Vec<RawFd> = read.iter().map(|socket| socket.as_raw_fd()).collect();
        for number in ready {
            if number == self.sock.as_raw_fd() {
                self.welcome();
            } else {
                self.listen_to(number);
            }
        }
    }
    // ANCHOR_END: loop

    // ANCHOR: second
    /// Each client gets its turns again, and the silent ones are sent away.
    fn start_second(&mut self) {
        (self.second, self.accepts) = (Instant::now(), true);
        let mut silent = Vec::new();
        for (&number, client) in &mut self.clients {
            client.turns = 0;
            if client.heard.elapsed() >= self.idle {
                silent.push(number);
            }
        }
        for number in silent {
            if let Some(client) = self.clients.get(&number) {
                takes(&client.socket, "* Bye: you were silent for too long.\n");
            }
            self.remove(number);
        }
    }
    // ANCHOR_END: second

    // ANCHOR: welcome
    /// Takes a client in, or tells it that there is no room.
    fn welcome(&mut self) {
        let socket = match socket_accept(&self.sock) {
            Ok(socket) => socket,
            Err(error) => {
                eprintln!("{error}"); // most often there is no descriptor left
                self.accepts = false;
                return;
            }
        };
        let is_set = socket_set_nonblock(&socket).is_ok()
            && socket_set_option(&socket, SOL_TCP, TCP_NODELAY, 1).is_ok()
            && socket_set_option(&socket, SOL_SOCKET, SO_SNDBUF, UNREAD).is_ok();
        if is_set && self.clients.len() >= CLIENTS {
            takes(&socket, "* The chat is full.\n");
        } else if is_set && takes(&socket, "* Welcome! What is your name?\n") {
            let client = Client {
                socket,
                name: String::new(),
                line: Vec::new(),
                heard: Instant::now(),
                turns: 0,
            };
            self.clients.insert(client.socket.as_raw_fd(), client);
        } // if not, the socket is dropped here, which closes it
    }
    // ANCHOR_END: welcome

    // ANCHOR: listen
    /// Reads once, and does what the whole lines say.
    fn listen_to(&mut self, number: RawFd) {
        let Some(client) = self.clients.get_mut(&number) else {
            return; // it was removed in this round
        };
        match socket_read(&client.socket, BYTES, None) {
            Ok(data) if !data.is_empty() => client.line.extend(data),
            Err(error) if error.is_would_block() || error.is_interrupted() => return,
            _ => return self.remove(number), // the end, or a reset
        }

        let all = mem::take(&mut client.line);
        let mut lines: Vec<&[u8]> = all.split(|&byte| byte == b'\n').collect();
        client.line = lines.pop().unwrap_or_default().to_vec();
        client.turns += lines.len().max(1);
        if !lines.is_empty() {
            client.heard = Instant::now();
        }

        let mut answer = Answer::default();
        let is_short = client.line.len() <= LINE;
        let mut stays = lines
            .iter()
            .all(|line| line.len() <= LINE && self.obey(number, &clean(line), &mut answer));
        stays &= takes(&self.clients[&number].socket, &answer.own) && is_short;
        self.tell(number, &answer.others);
        if !stays {
            self.remove(number);
        }
    }
    // ANCHOR_END: listen

    // ANCHOR: obey
    /// Does what one line says. Returns whether the client stays.
    fn obey(&mut self, number: RawFd, line: &str, answer: &mut Answer) -> bool {
        let name = self.clients[&number].name.clone();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (&*name, word) {
            ("", _) => {
                if self.names(number, line, answer) {
                    answer.own += &format!("* Hello {line}.\n");
                    answer.others += &format!("* {line} has joined.\n");
                }
            }
            (_, "/nick") => {
                let new = rest.trim();
                if self.names(number, new, answer) {
                    answer.own += &format!("* You are now {new}.\n");
                    answer.others += &format!("* {name} is now {new}.\n");
                }
            }
            (_, "/who") => {
                let mut names: Vec<_> = self.clients.values().map(|it| &*it.name).collect();
                names.retain(|name| !name.is_empty());
                names.sort();
                answer.own += &format!("* Here are: {}\n", names.join(" "));
            }
            (_, "/quit") => answer.own += "* Bye.\n",
            (_, "") => {}
            _ if line.starts_with('/') => answer.own += "* Commands: /nick NAME, /who, /quit\n",
            _ => answer.others += &format!("{name}: {line}\n"),
        }
        name.is_empty() || word != "/quit"
    }

    /// Gives a client its name, unless that is refused.
    fn names(&mut self, number: RawFd, name: &str, answer: &mut Answer) -> bool {
        let is_name =
            (1..=16).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_taken = self.clients.values().any(|client| client.name == name);
        if !is_name {
            answer.own += "* A name has 1 to 16 letters or digits. Try another.\n";
        } else if is_taken {
            answer.own += &format!("* {name} is taken. Try another.\n");
        } else if let Some(client) = self.clients.get_mut(&number) {
            client.name = name.to_owned();
            return true;
        }
        false
    }
    // ANCHOR_END: obey

    // ANCHOR: tell
    /// To all who have a name, but for one. Who does not take it is removed, and that is told too.
    fn tell(&mut self, except: RawFd, text: &str) {
        let mut texts = vec![(except, text.to_owned())];
        while let Some((except, text)) = texts.pop() {
            self.clients.retain(|&number, client| {
                let hears = number != except && !client.name.is_empty();
                let stays = !hears || takes(&client.socket, &text);
                if !stays {
                    texts.push((number, format!("* {} has left.\n", client.name)));
                }
                stays
            });
        }
    }

    fn remove(&mut self, number: RawFd) {
        if let Some(client) = self.clients.remove(&number)
            && !client.name.is_empty()
        {
            self.tell(number, &format!("* {} has left.\n", client.name));
        } // its socket is closed here
    }
    // ANCHOR_END: tell

    // ANCHOR: stop
    /// Says goodbye, and closes everything.
    fn stop(self) {
        socket_close(self.sock); // from now on, new clients are refused
        for client in self.clients.values() {
            takes(&client.socket, "* Bye: the server stops.\n");
        }
    }
    // ANCHOR_END: stop
}

// ANCHOR: helpers
/// A line without the spaces around it. What would control a terminal becomes `?`.
fn clean(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let line = line.trim_matches([' ', '\t', '\r']);
    line.replace(char::is_control, "?")
}

/// Whether the kernel has taken all of it. It never waits.
fn takes(socket: &Socket, text: &str) -> bool {
    while !text.is_empty() {
        match socket_write(socket, text, None) {
            Err(error) if error.is_interrupted() => {}
            result => return result.is_ok_and(|taken| taken == text.len()),
        }
    }
    true
}
// ANCHOR_END: helpers
