//! Step 08: the server takes the connection out of the queue.
//!
//! `cargo step 08`; the page is docs/steps/08-accept/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_write,
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

    let msgsock = socket_accept(&sock)?;

    socket_close(msgsock);
    socket_close(socket);
    socket_close(sock);
    Ok(())
}
