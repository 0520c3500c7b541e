//! What can go wrong with `socket_write`, each case for real.
//!
//! `cargo step 09-failures`; the page is docs/steps/09-write/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_set_nonblock, socket_set_option, socket_shutdown, socket_write,
};

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    let _ = socket_write(&sock, msg);

    // The client goes. The first write still succeeds.
    let (socket, msgsock) = connection(&sock, port)?;
    socket_close(socket);
    socket_write(&msgsock, msg)?;
    let _ = socket_write(&msgsock, msg);
    socket_close(msgsock);

    // The client goes, and has not read the greeting.
    let (socket, msgsock) = connection(&sock, port)?;
    socket_write(&msgsock, msg)?;
    socket_close(socket);
    let _ = socket_write(&msgsock, msg);
    socket_close(msgsock);

    full(&sock, port)?;

    let (socket, msgsock) = connection(&sock, port)?;
    socket_shutdown(&socket, SHUT_WR)?;
    let _ = socket_write(&socket, msg);
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
    while php_sockets::socket_write(&msgsock, &data, None).is_ok() {}
    let _ = socket_write(&msgsock, msg);
    socket_set_nonblock(&msgsock)?;
    let _ = socket_write(&msgsock, msg);
    socket_close(socket);
    socket_close(msgsock);
    Ok(())
}

/// UDP sends messages, each to an address.
fn datagrams(port: u16) -> anyhow::Result<()> {
    let msg = "test successful\n";
    let datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    let _ = socket_write(&datagrams, msg);
    socket_connect(&datagrams, "127.0.0.1", port)?;
    let _ = socket_write(&datagrams, &"x".repeat(70_000));
    socket_write(&datagrams, msg)?;
    let _ = socket_write(&datagrams, msg);
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
