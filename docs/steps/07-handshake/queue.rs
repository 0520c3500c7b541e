//! Step 07: more clients come than the queue of the listener takes.
//!
//! `cargo step 07-queue`; the page is docs/steps/07-handshake/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_bind, socket_connect, socket_create, socket_listen, socket_set_option,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 1)?;

    let mut clients = Vec::new();
    for _ in 0..3 {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        // Wait a tenth of a second for the connection, not for ever.
        let timeout = Timeout {
            sec: 0,
            usec: 100_000,
        };
        socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, timeout)?;
        let _ = socket_connect(&socket, ip, port);
        clients.push(socket);
    }
    Ok(())
}
