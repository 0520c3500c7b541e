//! Exercise of step 01: a client that says something else.
//!
//! `cargo exercise 01` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    // Your turn: send "Hello from step 01" and the end of a line, "\r\n", instead.
    socket_write(&socket, "Ho\r\n", None)?;

    // Your turn: print what the server answers.
    socket_read(&socket, 8192, None)?;
    Ok(())
}
