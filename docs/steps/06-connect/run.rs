//! Step 06: a client connects. Both ends are in this program, to see both.
//!
//! `cargo run --example step06_connect`; the page is docs/src/steps/06-connect.md.

mod common;
use common::shown::{
    port, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    socket_close(socket);
    socket_close(sock);
    Ok(())
}
