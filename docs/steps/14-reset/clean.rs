//! Step 14: the server reads what the client wrote, and then closes.
//!
//! `cargo step 14-clean`; the page is docs/steps/14-reset/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_read, socket_set_option, socket_write,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    let message = "Ho\r\nfirst blood\r\n";
    socket_write(&socket, message)?;
    socket_read(&msgsock, 8192)?;
    socket_close(msgsock);

    socket_read(&socket, 8192)?;
    socket_write(&socket, message)?;
    let _ = socket_write(&socket, message);

    socket_close(socket);
    socket_close(sock);
    Ok(())
}
