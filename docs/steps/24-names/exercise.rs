//! Exercise of step 24: one client for both worlds.
//!
//! `cargo exercise 24` reports what is missing.

use std::env;

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    for host in env::args().skip(1) {
        // Your turn: look up the host, and try each of its addresses. If one fails, print
        // the error and go on.
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&socket, &host, port)?;
        println!("Connected to {host}:{port}.");
        return talk(&socket);
    }
    bail!("no address answers");
}

/// Prints what the server says.
fn talk(socket: &Socket) -> anyhow::Result<()> {
    let greeting = socket_read(socket, 8192, None)?;
    println!(
        "The server says: {}",
        String::from_utf8_lossy(&greeting).trim()
    );
    Ok(())
}
