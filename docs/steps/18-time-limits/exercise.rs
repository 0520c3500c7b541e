//! Exercise of step 18: a server that does not wait for a slow client for ever.
//!
//! `cargo exercise 18` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    for _ in 0..6 {
        let msgsock = socket_accept(&sock)?;
        if let Err(error) = serve(&msgsock) {
            println!("{error}");
        }
    }
    Ok(())
}

/// Reads the client's line, and sends it back.
fn serve(msgsock: &Socket) -> Result<()> {
    let mut line = Vec::new();
    while !line.ends_with(b"\n") {
        // Your turn: a client that has not sent a whole line one second after it was accepted
        // gets TOO_SLOW instead, and the server goes on with the next client.
        let buf = socket_read(msgsock, 8192, None)?;
        if buf.is_empty() {
            return Ok(()); // the client has closed
        }
        line.extend(buf);
    }
    socket_write(msgsock, line, None)?;
    Ok(())
}

#[allow(dead_code, reason = "your turn")]
const TOO_SLOW: &str = "Sorry, you took longer than a second.\n";
