//! Step 26: the chat of step 20, for 10,000 clients.
//!
//! `cargo step 26-poll`; the page is docs/steps/26-ten-thousand/poll.md. The long form is
//! examples/chat_poll.rs.

use std::collections::HashMap;
use std::mem;
use std::os::fd::{AsRawFd, RawFd};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::resource::{Resource::RLIMIT_NOFILE, getrlimit, setrlimit};
use php_sockets::io_poll::{Context, Event, Watcher};
use php_sockets::*;

const CLIENTS: usize = 10_000; // at one time
const BYTES: usize = 2048; // of one read, and of a line that has not ended yet
const TURNS: usize = 20; // reads that a client gets in a second; the rest waits
const WRITES: usize = 20_000; // that one client causes in a second: with many, it gets fewer reads
const UNREAD: i32 = 65536; // bytes that the kernel keeps for a client that does not read
const PAUSE: Event = Event::Error; // asks for nothing: errors are always reported

struct Client {
    watcher: Watcher<Socket>, // it owns the socket
    line: Vec<u8>,            // the line that has not ended yet
    turns: usize,
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.watcher.remove(); // from the list; then its socket closes
    }
}

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let (_, hard) = getrlimit(RLIMIT_NOFILE)?;
    setrlimit(RLIMIT_NOFILE, hard, hard)?;

    let context = Context::new(None)?;
    let listener = context.add(listen(port)?, Event::Read, ())?;
    let mut clients: HashMap<RawFd, Client> = HashMap::new();
    let (mut second, mut accepts) = (Instant::now(), true);
    loop {
        if second.elapsed() >= Duration::from_secs(1) {
            (second, accepts) = (Instant::now(), true);
            clients.retain(|_, client| {
                client.turns = 0;
                asks(&client.watcher, Event::Read)
            });
        }

        let has_room = accepts && clients.len() < CLIENTS;
        asks(&listener, if has_room { Event::Read } else { PAUSE });
        let Ok(ready) = context.wait(Duration::from_secs(1), None) else {
            sleep(Duration::from_millis(100));
            continue;
        };

        for watcher in &ready {
            let number = watcher.handle().as_raw_fd();
            let turns = (WRITES / clients.len().max(1)).clamp(1, TURNS);
            if *watcher == listener {
                accepts = welcome(&context, &listener, &mut clients);
            } else if let Some(client) = clients.get_mut(&number) {
                match listen_to(client, turns) {
                    Some(lines) => pass_on(&mut clients, number, &lines),
                    None => {
                        clients.remove(&number);
                        accepts = true; // there is room again
                    }
                }
            }
        }
    }
}

fn listen(port: u16) -> Result<Socket> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    socket_set_nonblock(&sock)?;
    let port = socket_getsockname(&sock)?.port().unwrap_or(0);
    println!("Listening on 127.0.0.1 port {port}.");
    Ok(sock)
}

/// Waits for this event from now on. Returns whether the kernel allows it.
fn asks(watcher: &Watcher<Socket>, event: Event) -> bool {
    watcher.watched_events() == event.into() || watcher.modify_events(event).is_ok()
}

/// Takes a client in. Returns whether to go on accepting in this second.
fn welcome(
    context: &Context<Socket>,
    listener: &Watcher<Socket>,
    clients: &mut HashMap<RawFd, Client>,
) -> bool {
    let welcomed = socket_accept(listener.handle()).and_then(|socket| {
        let is_set = socket_set_nonblock(&socket).is_ok()
            && socket_set_option(&socket, SOL_SOCKET, SO_SNDBUF, UNREAD).is_ok();
        if is_set && takes(&socket, b"welcome\n") {
            let (number, line, turns) = (socket.as_raw_fd(), Vec::new(), 0);
            let watcher = context.add(socket, Event::Read, ())?;
            clients.insert(
                number,
                Client {
                    watcher,
                    line,
                    turns,
                },
            );
        }
        Ok(())
    });
    if let Err(error) = &welcomed {
        eprintln!("{error}"); // most often there is no descriptor left
    }
    welcomed.is_ok()
}

/// The whole lines that a client has said, or `None` if it is to go.
fn listen_to(client: &mut Client, turns: usize) -> Option<Vec<u8>> {
    if !client.watcher.has_triggered(Event::Read) {
        return None; // it is paused, and its connection has broken off
    }
    client.turns += 1;
    if client.turns >= turns && !asks(&client.watcher, PAUSE) {
        return None;
    }
    match socket_read(client.watcher.handle(), BYTES, None) {
        Ok(data) if data.is_empty() => return None, // the end
        Ok(data) => client.line.extend(data),
        Err(error) if error.is_would_block() || error.is_interrupted() => {}
        Err(_) => return None, // a reset, most often
    }
    let end = client.line.iter().rposition(|&byte| byte == b'\n');
    let rest = client.line.split_off(end.map_or(0, |at| at + 1));
    let lines = mem::replace(&mut client.line, rest);
    (client.line.len() <= BYTES).then_some(lines)
}

/// To all but the one who said it. Who does not take it is removed.
fn pass_on(clients: &mut HashMap<RawFd, Client>, from: RawFd, lines: &[u8]) {
    if !lines.is_empty() {
        clients.retain(|&number, client| number == from || takes(client.watcher.handle(), lines));
    }
}

/// Whether the kernel has taken all of it. It never waits.
fn takes(socket: &Socket, data: &[u8]) -> bool {
    loop {
        match socket_write(socket, data, None) {
            Err(error) if error.is_interrupted() => {}
            result => return result.is_ok_and(|taken| taken == data.len()),
        }
    }
}
