//! Exercise of step 13: a server that can be started again at once.
//!
//! `cargo exercise 13` tells what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    // Your turn: let the server have its port again at once, and let it say "Another
    // server listens on port …" when that is why it cannot.
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_close(msgsock);
    Ok(())
}
