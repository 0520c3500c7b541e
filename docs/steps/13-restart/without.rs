//! Step 13: a server is started again at once, without `SO_REUSEADDR`.
//!
//! `cargo step 13-without`; the page is docs/steps/13-restart/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    // The server, and one client.
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
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
    let _ = socket_bind(&sock, ip, port);
    Ok(())
}
