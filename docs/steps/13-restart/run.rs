//! Step 13: a server is started again at once, with `SO_REUSEADDR`.
//!
//! `cargo step 13`; the page is docs/steps/13-restart/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_set_option,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    // The server, and one client.
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;
    socket_close(msgsock);
    socket_close(socket);
    socket_close(sock);

    // The server again.
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;
    Ok(())
}
