//! Exercise of step 01, solved: a client that says something else.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    socket_write(&socket, "Hello from step 01\r\n", None)?;

    let answer = socket_read(&socket, 8192, None)?;
    println!("{}", String::from_utf8_lossy(&answer));
    Ok(())
}
