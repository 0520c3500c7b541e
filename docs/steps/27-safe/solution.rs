//! Exercise of step 27, solved: the server of step 16, made safe.

use std::collections::HashMap;
use std::env;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use php_sockets::*;
use signal_hook::consts::SIGTERM;
use signal_hook::flag;

/// The longest message that is allowed.
const MOST: usize = 65536;

const CLIENTS: usize = 20; // at one time; one more is sent away at once
const TIME: u64 = 3; // seconds from each message of a client until the next one is whole
const KEPT: usize = 65536; // bytes for a client that does not take them; then it is not read

struct Client {
    socket: Socket,
    arrived: Vec<u8>,
    unsent: Vec<u8>,
    until: Instant,
    has_ended: bool,
}

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;
    let stops = Arc::new(AtomicBool::new(false));
    flag::register(SIGTERM, Arc::clone(&stops))?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    socket_set_nonblock(&sock)?;
    println!("Listening on 127.0.0.1 port {port}.");
    println!("At most {CLIENTS} clients, and {TIME} seconds for a message.");

    let mut clients = HashMap::new();
    while !stops.load(Ordering::Relaxed) {
        turn(&mut clients, Some(&sock));
    }

    // Nobody new, and nothing more is read: only what was answered already still goes out.
    socket_close(sock);
    clients
        .values_mut()
        .for_each(|client| client.has_ended = true);
    clients.retain(|_, client| !client.unsent.is_empty());
    let end = Instant::now() + Duration::from_secs(TIME);
    while !clients.is_empty() && Instant::now() < end {
        turn(&mut clients, None);
    }
    Ok(())
}

/// Waits for a second at most, and then does only what does not wait.
fn turn(clients: &mut HashMap<RawFd, Client>, sock: Option<&Socket>) {
    let heard = clients.values().filter(|client| client.is_heard());
    let mut read: Vec<&Socket> = heard.map(|client| &client.socket).collect();
    let slow = clients.values().filter(|client| !client.unsent.is_empty());
    let mut write: Vec<&Socket> = slow.map(|client| &client.socket).collect();
    read.extend(sock);
    match socket_select(&mut read, &mut write, None, 1, None) {
        Err(error) if error.is_interrupted() => return,
        Err(_) => return sleep(Duration::from_millis(100)),
        Ok(_) => {}
    }

    let ready = read.iter().chain(&write);
    let ready: Vec<RawFd> = ready.map(|socket| socket.as_raw_fd()).collect();
    for number in ready {
        if let Some(sock) = sock.filter(|sock| sock.as_raw_fd() == number) {
            welcome(sock, clients);
        } else if let Some(client) = clients.get_mut(&number)
            && let Err(error) = client.talk()
        {
            println!("A client leaves: {error}.");
            clients.remove(&number);
        }
    }
    let now = Instant::now();
    clients.retain(|_, client| client.until > now);
}

fn welcome(sock: &Socket, clients: &mut HashMap<RawFd, Client>) {
    match socket_accept(sock) {
        Ok(socket) if clients.len() < CLIENTS && socket_set_nonblock(&socket).is_ok() => {
            let client = Client {
                arrived: Vec::new(),
                unsent: Vec::new(),
                until: Instant::now() + Duration::from_secs(TIME),
                has_ended: false,
                socket,
            };
            clients.insert(client.socket.as_raw_fd(), client);
        }
        Ok(_) => {} // dropped, which closes it
        Err(error) if error.is_would_block() || error.is_interrupted() => {}
        Err(error) => {
            println!("{error}"); // most often there is no descriptor left
            sleep(Duration::from_millis(100));
        }
    }
}

impl Client {
    fn is_heard(&self) -> bool {
        !self.has_ended && self.unsent.len() <= KEPT
    }

    /// Reads and writes what does not wait. An error is why the client leaves.
    fn talk(&mut self) -> anyhow::Result<()> {
        if self.is_heard() {
            match socket_read(&self.socket, 8192, None) {
                Ok(read) if read.is_empty() => self.has_ended = true,
                Ok(read) => self.arrived.extend(read),
                Err(error) if error.is_would_block() || error.is_interrupted() => {}
                Err(error) => return Err(error.into()),
            }
            while let Some(message) = whole(&mut self.arrived)? {
                self.unsent.extend(framed(&message));
                self.until = Instant::now() + Duration::from_secs(TIME);
            }
        }
        if !self.unsent.is_empty() {
            match socket_write(&self.socket, &self.unsent, None) {
                Ok(taken) => drop(self.unsent.drain(..taken)),
                Err(error) if error.is_would_block() || error.is_interrupted() => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.has_ended && self.unsent.is_empty() {
            bail!("it has ended");
        }
        Ok(())
    }
}

/// Takes the first message, if all of it has arrived.
fn whole(arrived: &mut Vec<u8>) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(length) = arrived.first_chunk() else {
        return Ok(None);
    };
    let length = u32::from_be_bytes(*length) as usize;
    ensure!(length <= MOST, "its message is too long");
    if arrived.len() < 4 + length {
        return Ok(None);
    }
    let message = arrived[4..4 + length].to_vec();
    arrived.drain(..4 + length);
    Ok(Some(message))
}

/// A message as it is sent: its length in four bytes, then its bytes.
fn framed(message: &[u8]) -> Vec<u8> {
    let length = message.len() as u32;
    [&length.to_be_bytes(), message].concat()
}
