//! Step 04: the socket gets an address.
//!
//! `cargo step 04`; the page is docs/steps/04-bind/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{port, socket_bind, socket_close, socket_create};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;

    socket_close(sock);
    Ok(())
}
