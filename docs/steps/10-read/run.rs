//! Step 10: both ends read what has arrived.
//!
//! `cargo step 10`; the page is docs/steps/10-read/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    let msg = "test successful\n";
    socket_write(&msgsock, msg, None)?;

    // One message, two reads.
    socket_read(&socket, 8, None)?;
    socket_read(&socket, 8192, None)?;

    // Two messages, one read.
    socket_write(&socket, "Ho\r\n", None)?;
    socket_write(&socket, "first blood\r\n", None)?;
    socket_read(&msgsock, 8192, None)?;

    // The same two, read in time.
    socket_write(&socket, "Ho\r\n", None)?;
    socket_read(&msgsock, 8192, None)?;
    socket_write(&socket, "first blood\r\n", None)?;
    socket_read(&msgsock, 8192, None)?;

    socket_close(socket);
    socket_close(msgsock);
    socket_close(sock);
    Ok(())
}
