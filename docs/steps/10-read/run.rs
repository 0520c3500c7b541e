//! Step 10: both ends read what has arrived.
//!
//! `cargo step 10`; the page is docs/steps/10-read/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_read, socket_write,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    let msg = "test successful\n";
    socket_write(&msgsock, msg)?;

    // One message, two reads.
    socket_read(&socket, 8)?;
    socket_read(&socket, 8192)?;

    // Two messages, one read.
    socket_write(&socket, "Ho\r\n")?;
    socket_write(&socket, "first blood\r\n")?;
    socket_read(&msgsock, 8192)?;

    // The same two, read in time.
    socket_write(&socket, "Ho\r\n")?;
    socket_read(&msgsock, 8192)?;
    socket_write(&socket, "first blood\r\n")?;
    socket_read(&msgsock, 8192)?;

    socket_close(socket);
    socket_close(msgsock);
    socket_close(sock);
    Ok(())
}
