//! Exercise of step 10: two lines, however they arrive.
//!
//! `cargo exercise 10` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    // Your turn: a read is not a line. Keep what has arrived, and print a line when its
    // "\n" is there.
    for _ in 0..2 {
        let buf = socket_read(&socket, 8192, None)?;
        println!("line: {}", String::from_utf8_lossy(&buf).trim_end());
    }
    Ok(())
}
