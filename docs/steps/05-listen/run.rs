//! Step 05: the socket listens.
//!
//! `cargo step 05`; the page is docs/steps/05-listen/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{port, socket_bind, socket_close, socket_create, socket_listen};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    socket_close(sock);
    Ok(())
}
