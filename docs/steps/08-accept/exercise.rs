//! Exercise of step 08: who connects?
//!
//! `cargo exercise 08` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on port {port}.");

    // Your turn: take two clients, one after the other. For each, print
    // "Client 1 comes from 127.0.0.1:….", and close its socket.
    Ok(())
}
