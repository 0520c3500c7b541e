//! What can go wrong with `socket_connect`, each case for real.
//!
//! `cargo run --example failures06_connect`; the page is docs/src/steps/06-connect.md.

mod common;
use common::shown::{port, socket_bind, socket_connect, socket_create, socket_listen};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);
    let _ = socket_connect(&socket, "255.255.255.255", port);
    let _ = socket_connect(&socket, "127.0.0.256", port);
    let _ = socket_connect(&socket, "::1", port);
    let _ = socket_connect(&socket, "127.0.0.1", None);

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);
    let _ = socket_connect(&sock, "127.0.0.1", port);
    Ok(())
}
