//! What can go wrong with `socket_bind`, each case for real.
//!
//! `cargo run --example failures04_bind`; the page is docs/src/steps/04-bind.md.

mod common;
use common::shown::{port, socket_bind, socket_create};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&first, "127.0.0.1", port)?;

    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_bind(&second, "127.0.0.1", port);
    let _ = socket_bind(&first, "127.0.0.1", 0);
    let _ = socket_bind(&second, "192.0.2.1", port);
    let _ = socket_bind(&second, "::1", port);
    Ok(())
}
