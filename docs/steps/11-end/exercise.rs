//! Exercise of step 11: the whole answer.
//!
//! `cargo exercise 11` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    // Your turn: read to the end, and print "Received … bytes." for each read. Then
    // print "The whole answer has … bytes."
    let out = socket_read(&socket, 8192, None)?;
    println!("Received {} bytes.", out.len());
    Ok(())
}
