//! What can go wrong with a thread for each client, each case for real.
//!
//! `cargo step 21-failures`; the page is docs/steps/21-threads/index.md.

use std::thread;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    println!("-- A client says nothing, and its thread has a time limit");
    let (silent, msgsock) = connection(&sock, port)?;
    let limit = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    let _ = thread::spawn(move || socket_read(&msgsock, 8192, None)).join();
    socket_close(silent);

    println!("-- A client resets its connection, and only its thread ends");
    let (rude, msgsock) = connection(&sock, port)?;
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&rude, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_close(rude);
    let _ = thread::spawn(move || socket_read(&msgsock, 8192, None)).join();
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
