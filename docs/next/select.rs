//! The same server three times: with php-sockets. It sends each line back to the client.

use std::collections::HashMap;
use std::os::fd::{AsRawFd, RawFd};
use std::thread::sleep;
use std::time::Duration;

use php_sockets::*;

// ANCHOR: program
const LINE: usize = 2048; // the bytes of a line

struct Client {
    socket: Socket,
    line: Vec<u8>, // the line that has not ended yet
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
    loop {
        let mut read: Vec<&Socket> = clients.values().map(|it| &it.socket).collect();
        read.push(&sock);
        if socket_select(&mut read, None, None, None, None).is_err() {
            continue; // a signal
        }

        let ready: Vec<RawFd> = read.iter().map(|socket| socket.as_raw_fd()).collect();
        for number in ready {
            if let Some(client) = clients.get_mut(&number) {
                if !answer(client) {
                    clients.remove(&number); // which closes its socket
                }
            } else if let Some(socket) = welcome(&sock) {
                let line = Vec::new();
                clients.insert(socket.as_raw_fd(), Client { socket, line });
            }
        }
    }
}

/// A client's socket. Where no descriptor is left for it, it waits in the queue.
fn welcome(sock: &Socket) -> Option<Socket> {
    let welcomed = socket_accept(sock).and_then(|socket| {
        socket_set_nonblock(&socket)?;
        Ok(socket)
    });
    if let Err(error) = &welcomed
        && !error.is_would_block()
    {
        eprintln!("{error}");
        sleep(Duration::from_millis(100));
    }
    welcomed.ok()
}

/// Reads once, and sends whole lines back. Returns whether the client stays.
fn answer(client: &mut Client) -> bool {
    match socket_read(&client.socket, LINE, None) {
        Ok(data) if !data.is_empty() => client.line.extend(data),
        Err(error) if error.is_would_block() => return true,
        _ => return false,
    }
    let end = client.line.iter().rposition(|&byte| byte == b'\n');
    let rest = client.line.split_off(end.map_or(0, |at| at + 1));
    let lines = std::mem::replace(&mut client.line, rest);
    let taken = socket_write(&client.socket, &lines, None);
    client.line.len() <= LINE && taken.is_ok_and(|taken| taken == lines.len())
}
// ANCHOR_END: program
