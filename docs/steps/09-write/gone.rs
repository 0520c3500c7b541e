//! Step 09: the client has gone, and the server writes.
//!
//! `cargo step 09-gone`; the page is docs/steps/09-write/index.md.

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

    socket_close(socket);

    let msg = "test successful\n";
    socket_write(&msgsock, msg, None)?;
    let _ = socket_write(&msgsock, msg, None);
    Ok(())
}
