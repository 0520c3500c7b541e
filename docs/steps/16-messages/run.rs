//! Step 16: two messages arrive together, then in pieces.
//!
//! `cargo step 16`; the page is docs/steps/16-messages/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    println!("-- One read for each message");
    socket_write(&socket, "Ho", None)?;
    socket_write(&socket, "first blood", None)?;
    let message = socket_read(&msgsock, 8192, None)?;
    println!("message: {}", String::from_utf8_lossy(&message));

    // The same two messages, each with its length in four bytes before it.
    let stream = [framed("Ho"), framed("first blood")].concat();
    let mut arrived = Vec::new();

    println!("-- With lengths, all at once");
    socket_write(&socket, &stream, None)?;
    println!("message: {}", message_from(&msgsock, &mut arrived)?);
    println!("message: {}", message_from(&msgsock, &mut arrived)?);

    println!("-- With lengths, in pieces");
    socket_write(&socket, &stream[..12], None)?;
    println!("message: {}", message_from(&msgsock, &mut arrived)?);
    socket_write(&socket, &stream[12..], None)?;
    println!("message: {}", message_from(&msgsock, &mut arrived)?);
    Ok(())
}

/// A message as it is sent: its length, then its bytes.
fn framed(message: &str) -> Vec<u8> {
    let length = message.len() as u32;
    [&length.to_be_bytes(), message.as_bytes()].concat()
}

/// The next message. `arrived` keeps what has arrived after it.
fn message_from(socket: &Socket, arrived: &mut Vec<u8>) -> anyhow::Result<String> {
    loop {
        if let Some(length) = arrived.first_chunk() {
            let end = 4 + u32::from_be_bytes(*length) as usize;
            if arrived.len() >= end {
                let message: Vec<_> = arrived.drain(..end).skip(4).collect();
                return Ok(String::from_utf8(message)?);
            }
        }
        let read = socket_read(socket, 8192, None)?;
        anyhow::ensure!(!read.is_empty(), "the end came within a message");
        arrived.extend(read);
    }
}
