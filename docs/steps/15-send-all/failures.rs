//! What can go wrong when you send a long answer, each case for real.
//!
//! `cargo step 15-failures`; the page is docs/steps/15-send-all/index.md.

use std::io::Write;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let msg = "x".repeat(16 << 20); // 16 MiB

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    let (socket, msgsock) = connection(&sock, port)?;
    println!("-- 1.5 seconds, all of them in microseconds");
    let limit = Timeout {
        sec: 0,
        usec: 1_500_000,
    };
    let _ = socket_set_option(&msgsock, SOL_SOCKET, SO_SNDTIMEO, limit);

    println!("-- The client does not read, and the time is over");
    let limit = Timeout {
        sec: 0,
        usec: 200_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_SNDTIMEO, limit)?;
    while (&msgsock).write_all(msg.as_bytes()).is_ok() {} // not shown
    let _ = socket_write(&msgsock, &msg, None);

    println!("-- The client closes with a part of the answer unread");
    socket_close(socket);
    let _ = socket_write(&msgsock, &msg, None);

    println!("-- You go on with the rest");
    let _ = socket_write(&msgsock, &msg, None);
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
