//! Step 17: the other two modes of socket_shutdown.
//!
//! `cargo step 17-modes`; the page is docs/steps/17-half-close/modes.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    // 0: the client ends its reading.
    socket_shutdown(&socket, SHUT_RD)?;
    socket_read(&socket, 8192, None)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_read(&socket, 8192, None)?;

    // 2: it ends both, and the socket stays open.
    socket_shutdown(&socket, SHUT_RDWR)?;
    let _ = socket_write(&socket, "Ho\r\n", None);
    socket_read(&msgsock, 8192, None)?;

    socket_close(msgsock);
    socket_close(socket);
    socket_close(sock);
    Ok(())
}
