//! Exercise of step 26: find the limit of this machine.
//!
//! `cargo exercise 26` reports what is missing.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    println!("Listening on 127.0.0.1 port {port}.");

    println!("{}", fill(&sock, port)?);
    // Your turn: raise the soft limit to the hard one, and fill it once more.

    println!("All closed.");
    // Until a client says `end`: the check counts the open descriptors meanwhile.
    while socket_read(&socket_accept(&sock)?, 8192, None).unwrap_or_default() != b"end\n" {}
    Ok(())
}

/// Opens connections to `sock` until a call fails, and closes all of them. Returns how many there
/// were, and the name of the failure: `126 connections, then EMFILE`.
fn fill(sock: &Socket, port: u16) -> Result<String> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let _msgsock = socket_accept(sock)?;
    // Your turn: go on, and keep both ends of each. Here a failure is what you look for.
    Ok("1 connection".into())
}
