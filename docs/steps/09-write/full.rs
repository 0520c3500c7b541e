//! Step 09: how much the kernel takes while nobody reads.
//!
//! `cargo step 09-full`; the page is docs/steps/09-write/index.md.

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

    socket_set_nonblock(&msgsock)?;
    let msg = "x".repeat(16 << 20); // 16 MiB
    socket_write(&msgsock, &msg, None)?;
    Ok(())
}
