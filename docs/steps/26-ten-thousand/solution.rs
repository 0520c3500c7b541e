//! Exercise of step 26, solved: find the limit of this machine.

use nix::sys::resource::{Resource::RLIMIT_NOFILE, getrlimit, setrlimit};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    println!("Listening on 127.0.0.1 port {port}.");

    println!("{}", fill(&sock, port));
    let (_, hard) = getrlimit(RLIMIT_NOFILE)?;
    setrlimit(RLIMIT_NOFILE, hard, hard)?;
    println!("{}", fill(&sock, port));

    println!("All closed.");
    // Until a client says `end`: the check counts the open descriptors meanwhile.
    while socket_read(&socket_accept(&sock)?, 8192, None).unwrap_or_default() != b"end\n" {}
    Ok(())
}

/// Opens connections to `sock` until a call fails, and closes all of them. Returns how many there
/// were, and the name of the failure: `126 connections, then EMFILE`.
fn fill(sock: &Socket, port: u16) -> String {
    let mut connections = Vec::new();
    loop {
        match connection(sock, port) {
            Ok(both) => connections.push(both),
            Err(error) => {
                let name = error.name().unwrap_or("an unknown code");
                return format!("{} connections, then {name}", connections.len());
            }
        }
    }
}

/// Both ends of one more connection.
fn connection(sock: &Socket, port: u16) -> Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
