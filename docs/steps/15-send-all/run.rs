//! Step 15: 16 MiB, and a client that does not read at first.
//!
//! `cargo step 15`; the page is docs/steps/15-send-all/index.md.

use std::io::Read;
use std::thread;

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

    // From here on a write waits for one second at most.
    let limit = Timeout { sec: 1, usec: 0 };
    socket_set_option(&msgsock, SOL_SOCKET, SO_SNDTIMEO, limit)?;

    let msg = "x".repeat(16 << 20); // 16 MiB
    let mut sent = send(&msgsock, msg.as_bytes())?;

    // Now the client reads, in a thread of its own: all but the last MiB.
    let client = thread::spawn(move || {
        let mut data = vec![0; 15 << 20];
        (&socket).read_exact(&mut data).map(|()| socket)
    });
    sent += send(&msgsock, &msg.as_bytes()[sent..])?;
    println!("The kernel has taken {sent} of {} bytes.", msg.len());

    client.join().expect("the client reads")?;
    Ok(())
}

/// Writes until all is sent, or there is no room for a second. Returns how much was sent.
fn send(socket: &Socket, data: &[u8]) -> anyhow::Result<usize> {
    let mut sent = 0;
    while sent < data.len() {
        match socket_write(socket, &data[sent..], None) {
            Ok(taken) => sent += taken,
            Err(error) if error.is_would_block() => break, // 11
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sent)
}
