//! Exercise of step 04, solved: if the port is taken, take the next one.

use std::env;

use anyhow::Context;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = env::args().nth(1).unwrap_or_else(|| "127.0.0.1".into());
    let mut port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    while let Err(error) = socket_bind(&sock, &ip, port) {
        // Only this failure is cured by another port.
        if error.code() != SOCKET_EADDRINUSE {
            return Err(error.into());
        }
        println!("Port {port} is taken.");
        port = port.checked_add(1).context("no port is left")?;
    }
    println!("Bound to {ip} port {port}.");
    Ok(())
}
