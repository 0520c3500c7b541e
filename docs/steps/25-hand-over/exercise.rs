//! Exercise of step 25: a restart that refuses nobody.
//!
//! `cargo exercise 25` reports what is missing.

use std::{env, fs, process};

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;
    let path = format!("/tmp/step-25-{port}");

    // Your turn: if an older server is there, it listens on the path. Connect to it, and take
    // its listener instead of a new one.
    let sock = listener(port)?;
    let door = door(&path)?;
    println!("Process {} listens on port {port}.", process::id());

    loop {
        // Your turn: when `door` is among those that are ready, a newer server has connected. Hand
        // `sock` over, and end.
        let mut read = vec![&sock, &door];
        socket_select(&mut read, None, None, None, None)?;
        if read.contains(&&sock) {
            let _ = answer(&sock); // one client's failure does not end the server
        }
    }
}

fn listener(port: u16) -> Result<Socket> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 128)?;
    Ok(sock)
}

/// Where a newer server comes to.
fn door(path: &str) -> Result<Socket> {
    let _ = fs::remove_file(path); // an older server's
    let door = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&door, path, None)?;
    socket_listen(&door, 1)?;
    Ok(door)
}

fn answer(sock: &Socket) -> Result<()> {
    let msgsock = socket_accept(sock)?;
    socket_write(&msgsock, format!("process {}\n", process::id()), None)?;
    Ok(())
}
