//! Exercise of step 06: does somebody listen there?
//!
//! `cargo exercise 06` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    // After `--` comes the address, if it is another one.
    let ip = env::args().nth(1).unwrap_or_else(|| "127.0.0.1".into());
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // Your turn: print "Port …: somebody listens." or, if the call fails with
    // SOCKET_ECONNREFUSED, "Port …: nobody listens."; end with any other error.
    socket_connect(&socket, &ip, port)?;
    Ok(())
}
