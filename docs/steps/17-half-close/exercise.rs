//! Exercise of step 17: a server that counts words.
//!
//! `cargo exercise 17` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    loop {
        let msgsock = socket_accept(&sock)?;
        // Your turn: count when the client has ended its sending, and serve the next client
        // whatever this one does.
        let text = socket_read(&msgsock, 8192, None)?;
        let words = String::from_utf8_lossy(&text).split_whitespace().count();
        socket_write(&msgsock, format!("{words} words\n"), None)?;
        socket_close(msgsock);
    }
}
