//! What can go wrong with `socket_write`, each case for real.
//!
//! `cargo step 09-failures`; the page is docs/steps/09-write/index.md.

use std::io::Write;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("-- You write to the listener");
    let _ = socket_write(&sock, msg, None);

    println!("-- The other end has closed, and this is the second write");
    let (socket, msgsock) = connection(&sock, port)?;
    socket_close(socket);
    socket_write(&msgsock, msg, None)?;
    let _ = socket_write(&msgsock, msg, None);
    socket_close(msgsock);

    println!("-- The other end has closed with your bytes unread");
    let (socket, msgsock) = connection(&sock, port)?;
    socket_write(&msgsock, msg, None)?;
    socket_close(socket);
    let _ = socket_write(&msgsock, msg, None);
    socket_close(msgsock);

    println!("-- The buffers are full, and the time of SO_SNDTIMEO is over");
    let (socket, msgsock) = connection(&sock, port)?;
    let timeout = Timeout {
        sec: 0,
        usec: 200_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_SNDTIMEO, timeout)?;
    let data = "x".repeat(16 << 20); // 16 MiB
    while (&msgsock).write_all(data.as_bytes()).is_ok() {} // not shown
    let _ = socket_write(&msgsock, msg, None);
    socket_close(socket);
    socket_close(msgsock);
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
