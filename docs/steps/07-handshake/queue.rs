//! Step 07: more clients come than the queue of the listener takes.
//!
//! `cargo step 07-queue`; the page is docs/steps/07-handshake/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

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
