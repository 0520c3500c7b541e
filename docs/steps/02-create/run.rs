//! Step 02: a socket is made, and closed. Nothing else.
//!
//! `cargo run --example step02_create`; the page is docs/src/steps/02-create.md.

mod common;
use common::shown::{socket_close, socket_create};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;

    socket_close(sock);
    Ok(())
}
