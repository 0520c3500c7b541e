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
    let _ = socket_write(&sock, msg, None);

    // The client goes. The first write still succeeds.
    let (socket, msgsock) = connection(&sock, port)?;
    socket_close(socket);
    socket_write(&msgsock, msg, None)?;
    let _ = socket_write(&msgsock, msg, None);
    socket_close(msgsock);

    // The client goes, and has not read the greeting.
    let (socket, msgsock) = connection(&sock, port)?;
    socket_write(&msgsock, msg, None)?;
    socket_close(socket);
    let _ = socket_write(&msgsock, msg, None);
    socket_close(msgsock);

    full(&sock, port)?;

    let (socket, msgsock) = connection(&sock, port)?;
    socket_shutdown(&socket, SHUT_WR)?;
    let _ = socket_write(&socket, msg, None);
    socket_close(socket);
    socket_close(msgsock);

    datagrams(port)
}

/// Nobody reads, until the kernel takes nothing more.
fn full(sock: &Socket, port: u16) -> anyhow::Result<()> {
    let msg = "test successful\n";
    let (socket, msgsock) = connection(sock, port)?;
    let patience = Timeout {
        sec: 0,
        usec: 200_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_SNDTIMEO, patience)?;
    let data = "x".repeat(16 << 20); // 16 MiB
    while (&msgsock).write_all(data.as_bytes()).is_ok() {}
    let _ = socket_write(&msgsock, msg, None);
    socket_set_nonblock(&msgsock)?;
    let _ = socket_write(&msgsock, msg, None);
    socket_close(socket);
    socket_close(msgsock);
    Ok(())
}

/// UDP sends messages, each to an address.
fn datagrams(port: u16) -> anyhow::Result<()> {
    let msg = "test successful\n";
    let datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    let _ = socket_write(&datagrams, msg, None);
    socket_connect(&datagrams, "127.0.0.1", port)?;
    let _ = socket_write(&datagrams, "x".repeat(70_000), None);
    socket_write(&datagrams, msg, None)?;
    let _ = socket_write(&datagrams, msg, None);
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
