//! Exercise of step 14: a server whose answer arrives whole.
//!
//! `cargo exercise 14` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    let msgsock = socket_accept(&sock)?;
    let word = socket_read(&msgsock, 4, None)?;
    println!("The client says {}.", String::from_utf8_lossy(&word).trim());
    socket_write(&msgsock, "test successful\n", None)?;
    // Your turn: more than the four bytes has arrived, and is never read. Read until the
    // client's second line is there, and print "Read … bytes."
    socket_close(msgsock);
    Ok(())
}
