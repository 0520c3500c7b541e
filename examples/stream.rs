//! From std and back: std connects, this crate sets options that std has no methods for, and std
//! reads the answer line by line.
//!
//! ```text
//! std has connected to 127.0.0.1:PORT
//! SO_KEEPALIVE was 0, and is 1
//! SO_RCVLOWAT was 1, and is 8: a read waits for so many bytes
//! std reads: one
//! std reads: two
//! ```

use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use anyhow::ensure;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let server = socket_create_listen(0, None)?;
    let port = socket_getsockname(&server)?.port().unwrap_or(0);
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    println!("std has connected to {}", stream.peer_addr()?);

    // The stream is moved, so nothing can close it twice.
    let socket = socket_import_stream(stream)?;
    let before = number(socket_get_option(&socket, SOL_SOCKET, SO_KEEPALIVE)?);
    socket_set_option(&socket, SOL_SOCKET, SO_KEEPALIVE, 1)?;
    let after = number(socket_get_option(&socket, SOL_SOCKET, SO_KEEPALIVE)?);
    println!("SO_KEEPALIVE was {before}, and is {after}");

    // PHP's other names for the same two functions.
    let before = number(socket_getopt(&socket, SOL_SOCKET, SO_RCVLOWAT)?);
    socket_setopt(&socket, SOL_SOCKET, SO_RCVLOWAT, 8)?;
    let after = number(socket_getopt(&socket, SOL_SOCKET, SO_RCVLOWAT)?);
    println!("SO_RCVLOWAT was {before}, and is {after}: a read waits for so many bytes");

    let accepted = socket_accept(&server)?;
    socket_write(&accepted, "one\ntwo\n", None)?;
    socket_close(accepted);

    let stream: TcpStream = socket_export_stream(socket);
    for line in BufReader::new(stream).lines() {
        println!("std reads: {}", line?);
    }
    Ok(())
}

fn number(value: OptionValue) -> i32 {
    value.as_int().unwrap_or(0)
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Hands a connection from std to this crate and back.");
    println!("It takes no options.");
    Ok(())
}
