//! Resolves a name and tries each of its addresses until one answers.
//!
//! The server here listens on 127.0.0.1 only. Where `localhost` is `::1` first, that
//! one is refused, and the next is tried; elsewhere only the last line is printed. An address
//! that does not answer at all can take two minutes; `connect_timeout` shows how to wait
//! for less.
//!
//! ```text
//! [::1]:PORT: socket_addrinfo_connect(): Unable to connect address [111]: Connection refused
//! 127.0.0.1:PORT: connected
//! ```

use std::env;

use anyhow::{Context, bail, ensure};
use php_sockets::*;

/// Without it each address is returned once for every type of socket.
const STREAMS: Hints = Hints {
    ai_flags: 0,
    ai_family: AF_UNSPEC,
    ai_socktype: SOCK_STREAM,
    ai_protocol: 0,
};

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let [server] = &socket_addrinfo_lookup("127.0.0.1", "0", STREAMS)?[..] else {
        bail!("127.0.0.1 is not one address");
    };
    let server = socket_addrinfo_bind(server)?;
    socket_listen(&server, None)?;
    let port = socket_getsockname(&server)?.port().context("a port")?;

    let socket = connect("localhost", &port.to_string())?;
    socket_close(socket);
    Ok(())
}

fn connect(host: &str, service: &str) -> anyhow::Result<Socket> {
    let mut last = None;
    for address in socket_addrinfo_lookup(host, service, STREAMS)? {
        let name = socket_addrinfo_explain(&address).ai_addr;
        match socket_addrinfo_connect(&address) {
            Ok(socket) => {
                println!("{name}: connected");
                return Ok(socket);
            }
            Err(error) => {
                println!("{name}: {error}");
                last = Some(error);
            }
        }
    }
    Err(last.context("the name has no address")?.into())
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Resolves localhost and tries each of its addresses until one answers.");
    println!("It takes no options.");
    Ok(())
}
