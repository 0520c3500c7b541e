//! Step 05: the socket listens.
//!
//! `cargo step 05`; the page is docs/steps/05-listen/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    socket_close(sock);
    Ok(())
}
