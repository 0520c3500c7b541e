//! Step 06: a client connects. Both ends are in this program, to see both.
//!
//! `cargo step 06`; the page is docs/steps/06-connect/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    socket_close(socket);
    socket_close(sock);
    Ok(())
}
