//! Exercise of step 20: a client of the chat can give itself a name.
//!
//! `cargo exercise 20` reports what is missing.

use std::collections::HashMap;
use std::mem;
use std::os::fd::{AsRawFd, RawFd};
use std::thread::sleep;
use std::time::{Duration, Instant};

use php_sockets::*;

const CLIENTS: usize = 1000; // at one time: PHP's select takes descriptors below 1024
const BYTES: usize = 2048; // of one read, and of a line that has not ended yet
const TURNS: u32 = 20; // reads that a client gets in a second; the rest waits
const UNREAD: i32 = 65536; // bytes that the kernel keeps for a client that does not read

struct Client {
    socket: Socket,
    name: String,  // "" as long as it has none
    line: Vec<u8>, // the line that has not ended yet
    turns: u32,
}

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    socket_set_nonblock(&sock)?;
    let port = socket_getsockname(&sock)?.port().unwrap_or(0);
    println!("Listening on 127.0.0.1 port {port}.");

    let mut clients: HashMap<RawFd, Client> = HashMap::new();
    let (mut second, mut accepts) = (Instant::now(), true);
    loop {
        if second.elapsed() >= Duration::from_secs(1) {
            (second, accepts) = (Instant::now(), true);
            clients.values_mut().for_each(|client| client.turns = 0);
        }

        let talkers = clients.values().filter(|client| client.turns < TURNS);
        let mut read: Vec<&Socket> = talkers.map(|client| &client.socket).collect();
        if accepts && clients.len() < CLIENTS {
            read.push(&sock);
        }
        if read.is_empty() || socket_select(&mut read, None, None, 1, None).is_err() {
            sleep(Duration::from_millis(100));
            continue;
        }

        let ready: Vec<RawFd> = read.iter().map(|socket| socket.as_raw_fd()).collect();
        for number in ready {
            if number == sock.as_raw_fd() {
                accepts = welcome(&sock, &mut clients);
            } else if let Some(client) = clients.get_mut(&number) {
                match listen_to(client) {
                    Some(lines) => pass_on(&mut clients, number, lines.as_bytes()),
                    None => drop(clients.remove(&number)), // which closes its socket
                }
            }
        }
    }
}

/// Takes a client in. Returns whether to go on accepting in this second.
fn welcome(sock: &Socket, clients: &mut HashMap<RawFd, Client>) -> bool {
    match socket_accept(sock) {
        Ok(socket) => {
            let is_set = socket_set_nonblock(&socket).is_ok()
                && socket_set_option(&socket, SOL_SOCKET, SO_SNDBUF, UNREAD).is_ok();
            if is_set && takes(&socket, b"welcome\n") {
                let (number, name, line) = (socket.as_raw_fd(), String::new(), Vec::new());
                clients.insert(
                    number,
                    Client {
                        socket,
                        name,
                        line,
                        turns: 0,
                    },
                );
            }
            true
        }
        Err(error) => {
            eprintln!("{error}"); // most often there is no descriptor left
            false
        }
    }
}

/// What the others read of the lines that a client has said, or `None` if it is to go.
fn listen_to(client: &mut Client) -> Option<String> {
    client.turns += 1;
    match socket_read(&client.socket, BYTES, None) {
        Ok(data) if data.is_empty() => return None, // the end
        Ok(data) => client.line.extend(data),
        Err(error) if error.is_would_block() || error.is_interrupted() => {}
        Err(_) => return None, // a reset, most often
    }
    let end = client.line.iter().rposition(|&byte| byte == b'\n');
    let rest = client.line.split_off(end.map_or(0, |at| at + 1));
    let lines = mem::replace(&mut client.line, rest);
    let lines = String::from_utf8_lossy(&lines).into_owned();
    let lines = lines.split_inclusive('\n');
    let said = lines.map(|line| said(&mut client.name, line)).collect();
    (client.line.len() <= BYTES).then_some(said)
}

/// What the others read of one line, with its end; "" is nothing.
fn said(name: &mut String, line: &str) -> String {
    // Your turn: `/nick ann` gives the client this name, and nobody reads that line. What a
    // client with a name says begins with the name: `ann: hello`.
    let _ = name;
    line.to_owned()
}

/// To all but the one who said it. Who does not take it is removed.
fn pass_on(clients: &mut HashMap<RawFd, Client>, from: RawFd, lines: &[u8]) {
    if !lines.is_empty() {
        clients.retain(|&number, client| number == from || takes(&client.socket, lines));
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
