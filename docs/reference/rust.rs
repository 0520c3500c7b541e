//! The Rust that the tutorial uses, in one program.
//!
//! `cargo step rust`; the page is docs/rust.md, and the twin docs/reference/rust.php.

// ANCHOR: function
use php_sockets::*;

fn greet(socket: &Socket, name: &str) -> Result<usize> {
    let greeting = format!("Hello, {name}!\n");
    socket_write(socket, greeting, None)
}
// ANCHOR_END: function

// ANCHOR: match
fn bind(socket: &Socket, port: u16) -> Result<()> {
    match socket_bind(socket, "127.0.0.1", port) {
        Ok(()) => Ok(()),
        Err(error) if error.code() == SOCKET_EADDRINUSE => socket_bind(socket, "127.0.0.1", 0),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: match

fn main() -> anyhow::Result<()> {
    // ANCHOR: variables
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let mut calls = 0;
    calls += 1;
    // ANCHOR_END: variables
    println!("{calls} call so far");

    // ANCHOR: question
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    bind(&sock, port)?;
    // ANCHOR_END: question

    // ANCHOR: if_let
    if let Err(error) = bind(&sock, port) {
        println!("{error}");
    }
    // ANCHOR_END: if_let

    // ANCHOR: borrow
    let address = socket_getsockname(&sock)?; // lent: sock is still ours
    println!("bound to {address}");
    socket_close(sock); // given away: sock is gone
    // ANCHOR_END: borrow

    // ANCHOR: bytes
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let count = greet(&there, "José")?;
    let data = socket_read(&here, 8192, None)?;
    if data.ends_with(b"!\n") {
        print!("{count} bytes: {}", String::from_utf8_lossy(&data));
    }
    // ANCHOR_END: bytes
    Ok(())
}
