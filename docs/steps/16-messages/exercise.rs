//! Exercise of step 16: a server that sends each message back.
//!
//! `cargo exercise 16` reports what is missing.

use std::env;

use php_sockets::*;

/// The longest message that is allowed.
const MOST: usize = 4 << 20; // 4 MiB

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    loop {
        let msgsock = socket_accept(&sock)?;
        // What one client does must not end the server.
        match serve(&msgsock) {
            Ok(()) => println!("The client has closed."),
            Err(error) => println!("The client is dropped: {error}."),
        }
        socket_close(msgsock);
    }
}

/// Sends each message back, with its length before it, until the client closes.
fn serve(socket: &Socket) -> anyhow::Result<()> {
    loop {
        // Your turn: a read is not a message. Keep what has arrived, and answer each message when
        // it is whole. A length above MOST is an error, and so is an end within a message.
        let read = socket_read(socket, 8192, None)?;
        if read.is_empty() {
            return Ok(());
        }
        let message = &read[4..];
        anyhow::ensure!(message.len() <= MOST, "its message is too long");
        socket_write(socket, framed(message), None)?;
    }
}

/// A message as it is sent: its length in four bytes, then its bytes.
fn framed(message: &[u8]) -> Vec<u8> {
    let length = message.len() as u32;
    [&length.to_be_bytes(), message].concat()
}
