//! Step 04: the socket gets an address.
//!
//! `cargo run --example step04_bind`; the page is docs/src/steps/04-bind.md.

mod common;
use common::shown::{port, socket_bind, socket_close, socket_create};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;

    socket_close(sock);
    Ok(())
}
