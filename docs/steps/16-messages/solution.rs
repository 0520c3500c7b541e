//! Exercise of step 16, solved: a server that sends each message back.

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
        // Memory is allocated for what has arrived, not for the length that was announced.
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
