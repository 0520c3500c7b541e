//! Step 07: a client connects, writes, and goes. Nobody has accepted it.
//!
//! `cargo step 07`; the page is docs/steps/07-handshake/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_bind, socket_close, socket_connect, socket_create, socket_listen, socket_write,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;
    socket_write(&socket, "hello\n")?;

    socket_close(socket);
    socket_close(sock);
    Ok(())
}
