//! What can go wrong when a server serves one client after another, for real.
//!
//! `cargo step 12-failures`; the page is docs/steps/12-article/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_read, socket_set_option, socket_write,
};

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?; // step 13
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    // A client says nothing. One that has much to say comes after it.
    let silent = client(port)?;
    let next = client(port)?;
    socket_write(&next, "Ho\r\nfirst blood\r\n")?;
    let msgsock = socket_accept(&sock)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&msgsock, 8192);

    // It goes without having read the greeting.
    socket_write(&msgsock, msg)?;
    socket_close(silent);
    let _ = socket_read(&msgsock, 8192);
    socket_close(msgsock);

    // The server ends, and the next client is still in the queue.
    socket_close(sock);
    let _ = socket_read(&next, 8192);

    let later = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&later, "127.0.0.1", port);
    Ok(())
}

/// A client that has connected.
fn client(port: u16) -> anyhow::Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok(socket)
}
