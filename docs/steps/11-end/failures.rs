//! What can go wrong when a program reads to the end, each case for real.
//!
//! `cargo step 11-failures`; the page is docs/steps/11-end/index.md.

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

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;

    // The server answers and does not close.
    socket_write(&msgsock, msg)?;
    socket_read(&socket, 8192)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&socket, 8192);

    // The server closes, and has not read what the client wrote.
    socket_write(&socket, "Ho\r\nfirst blood\r\n")?;
    socket_write(&msgsock, msg)?;
    socket_close(msgsock);
    socket_read(&socket, 8192)?;
    let _ = socket_read(&socket, 8192);
    socket_read(&socket, 8192)?;
    Ok(())
}
