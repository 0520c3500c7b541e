//! Connects, but gives up after a time limit: a non-blocking connect, then
//! `socket_select`, then `SO_ERROR`.
//!
//! ```text
//! to a server: connected
//! to a port without a listener: socket_connect: Connection refused
//! to a server that does not answer: no answer in 0.3 seconds
//! ```

use std::env;
use std::time::{Duration, Instant};

use anyhow::ensure;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&server, "127.0.0.1", 0)?;
    let port = socket_getsockname(&server)?.port();

    // Bound, but not listening.
    let refused = connect(port);
    socket_listen(&server, None)?;
    println!("to a server: {}", outcome(connect(port)));
    println!("to a port without a listener: {}", outcome(refused));

    // A queue of 0 holds one connection. It holds the one from above, which was never
    // accepted; the kernel does not answer the next.
    println!(
        "to a server that does not answer: {}",
        outcome(connect(port))
    );
    Ok(())
}

fn outcome(result: std::result::Result<Socket, String>) -> String {
    result.map_or_else(|why| why, |_| "connected".into())
}

/// Connects within 0.3 seconds, or returns why not.
fn connect(port: Option<u16>) -> std::result::Result<Socket, String> {
    const LIMIT: Duration = Duration::from_millis(300);
    let words = |error: Error| error.to_string();

    let socket = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, SOL_TCP).map_err(words)?;
    match socket_connect(&socket, "127.0.0.1", port) {
        Err(error) if error.code() != SOCKET_EINPROGRESS => return Err(words(error)),
        _ => {}
    }

    // Writable: the connection is made, or has failed.
    if !is_writable_in(LIMIT, &socket).map_err(words)? {
        return Err(format!("no answer in {} seconds", LIMIT.as_secs_f32()));
    }
    match socket_get_option(&socket, SOL_SOCKET, SO_ERROR)
        .map_err(words)?
        .as_int()
    {
        Some(0) => {
            socket_set_block(&socket).map_err(words)?;
            Ok(socket)
        }
        code => Err(format!(
            "socket_connect: {}",
            socket_strerror(code.unwrap_or(0))
        )),
    }
}

/// A signal ends the wait too early; then it waits for what is left of the time.
fn is_writable_in(limit: Duration, socket: &Socket) -> Result<bool> {
    let start = Instant::now();
    loop {
        let left = limit.saturating_sub(start.elapsed()).as_micros() as i64;
        match socket_select(None, &mut vec![socket], None, 0, left) {
            Err(error) if error.is_interrupted() => {}
            result => return Ok(result? > 0),
        }
    }
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Connects, but waits 0.3 seconds at most.");
    println!("It takes no options.");
    Ok(())
}
