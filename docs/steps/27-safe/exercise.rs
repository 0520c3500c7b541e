//! Exercise of step 27: the server of step 16, made safe.
//!
//! `cargo exercise 27` reports what is missing.

use std::env;

use php_sockets::*;

/// The longest message that is allowed.
const MOST: usize = 65536;

// Your turn: this server serves one client at a time, and waits for it as long as it takes. Make
// it serve all of them at once, with these limits, and end cleanly when SIGTERM comes.
const CLIENTS: usize = 20; // at one time; one more is sent away at once
const TIME: u64 = 3; // seconds from each message of a client until the next one is whole

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    println!("Listening on 127.0.0.1 port {port}.");
    println!("At most {CLIENTS} clients, and {TIME} seconds for a message.");

    loop {
        let msgsock = socket_accept(&sock)?;
        match serve(&msgsock) {
            Ok(()) => println!("The client has closed."),
            Err(error) => println!("The client is dropped: {error}."),
        }
        socket_close(msgsock);
    }
}

/// Sends each message back, with its length before it, until the client closes.
fn serve(socket: &Socket) -> anyhow::Result<()> {
    let mut arrived = Vec::new();
    loop {
        while let Some(message) = whole(&mut arrived)? {
            socket_write(socket, framed(&message), None)?;
        }
        let read = socket_read(socket, 8192, None)?;
        if read.is_empty() {
            anyhow::ensure!(arrived.is_empty(), "it ended within a message");
            return Ok(());
        }
        arrived.extend(read);
    }
}

/// Takes the first message, if all of it has arrived.
fn whole(arrived: &mut Vec<u8>) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(length) = arrived.first_chunk() else {
        return Ok(None);
    };
    let length = u32::from_be_bytes(*length) as usize;
    anyhow::ensure!(length <= MOST, "its message is too long");
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
