//! Step 05: the socket listens.
//!
//! `cargo run --example step05_listen`; the page is docs/src/steps/05-listen.md.

mod common;
use common::shown::{port, socket_bind, socket_close, socket_create, socket_listen};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    socket_close(sock);
    Ok(())
}
