//! Exercise of step 24, solved: one client for both worlds.

use std::env;

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());

    for host in env::args().skip(1) {
        if let Some(socket) = connect(&host, &port) {
            return talk(&socket);
        }
    }
    bail!("no address answers");
}

/// Tries each address of a host, and prints what becomes of it.
fn connect(host: &str, port: &str) -> Option<Socket> {
    let hints = Hints {
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let addresses = match socket_addrinfo_lookup(host, port, hints) {
        Ok(addresses) => addresses,
        Err(error) => {
            println!("{host}: {error}");
            return None;
        }
    };
    for address in &addresses {
        let name = socket_addrinfo_explain(address).ai_addr;
        match socket_addrinfo_connect(address) {
            Ok(socket) => {
                println!("Connected to {name}.");
                return Some(socket);
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
    None
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
