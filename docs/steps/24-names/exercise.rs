//! Exercise of step 24: one client for both worlds.
//!
//! `cargo exercise 24` reports what is missing.

use std::env;

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    // Your turn: look up each of the hosts, and try each of its addresses, until one answers.
    // If one fails, print the error and go on.
    let hosts: Vec<_> = env::args().skip(1).collect();
    let Some(host) = hosts.first() else {
        bail!("no address answers");
    };
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, host, port)?;
    println!("Connected to {host}:{port}.");
    talk(&socket)
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
