//! Step 21: a slow client. It reads the greeting, and says nothing.
//!
//! `cargo step 21-slow`, while `cargo step 21-server` runs; the page is
//! docs/steps/21-threads/server.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let greeting = socket_read(&socket, 8192, None)?;
    print!("{}", String::from_utf8_lossy(&greeting));
    socket_read(&socket, 8192, None)?; // waits until the server closes
    Ok(())
}
