//! Exercise of step 04: if the port is taken, take the next one.
//!
//! `cargo exercise 04` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = env::args().nth(1).unwrap_or_else(|| "127.0.0.1".into());
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // Your turn: when this fails with SOCKET_EADDRINUSE, print "Port … is taken." and
    // try the next port; end with any other error.
    socket_bind(&sock, &ip, port)?;
    println!("Bound to {ip} port {port}.");
    Ok(())
}
