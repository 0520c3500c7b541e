//! Step 05, without the bind: the socket listens all the same, but where?
//!
//! `cargo run --example step05_unbound`; the page is docs/src/steps/05-listen.md.

mod common;
use common::shown::{socket_close, socket_create, socket_listen};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_listen(&sock, 4)?;

    socket_close(sock);
    Ok(())
}
