//! Exercise of step 12: one client that breaks off does not end the server.
//!
//! `cargo exercise 12` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    for _ in 0..3 {
        let msgsock = socket_accept(&sock)?;
        // Your turn: when one of these calls fails, print the error and go on with the
        // next client.
        socket_write(&msgsock, "test successful\n", None)?;
        let buf = socket_read(&msgsock, 8192, None)?;
        println!("received: {}", String::from_utf8_lossy(&buf));
        socket_close(msgsock);
    }
    println!("All clients served.");
    Ok(())
}
