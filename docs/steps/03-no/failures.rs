//! The ways in which a call says no, each for real.
//!
//! `cargo run --example failures03_no`; the page is docs/src/steps/03-no.md.

mod common;
use common::shown::{port, socket_accept, socket_bind, socket_connect, socket_create};
use common::shown::{socket_listen, socket_set_nonblock};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);
    let _ = socket_connect(&socket, "::1", port);

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    socket_set_nonblock(&sock)?;
    let _ = socket_accept(&sock);

    let _ = socket_create(99, SOCK_STREAM, SOL_TCP);
    Ok(())
}
