//! Step 14: the server reads what the client wrote, and then closes.
//!
//! `cargo step 14-clean`; the page is docs/steps/14-reset/index.md.

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

    let message = "Ho\r\nfirst blood\r\n";
    socket_write(&socket, message, None)?;
    socket_read(&msgsock, 8192, None)?;
    socket_close(msgsock);

    socket_read(&socket, 8192, None)?;
    socket_write(&socket, message, None)?;
    let _ = socket_write(&socket, message, None);

    socket_close(socket);
    socket_close(sock);
    Ok(())
}
