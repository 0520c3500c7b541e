//! Exercise of step 07: how many connections does a queue take?
//!
//! `cargo exercise 07` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    // After `--` comes the length of the queue, if it is another one.
    let backlog: i32 = env::args().nth(1).unwrap_or_else(|| "4".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", 0)?;
    socket_listen(&sock, backlog)?;
    let port = socket_getsockname(&sock)?.port();

    // Your turn: here is one client. Connect more and more of them, until one is kept
    // waiting for a tenth of a second, and count those that got through.
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let taken = 1;
    println!("A queue of {backlog} takes {taken}.");
    Ok(())
}
