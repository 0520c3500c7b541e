//! Step 08: an accept has failed. Who remembers it?
//!
//! `cargo run --example step08_recorded`; the page is docs/src/steps/08-accept.md.

mod common;
use common::shown::{socket_accept, socket_create, socket_last_error};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // No bind, no listen.
    let _ = socket_accept(&sock);
    socket_last_error(&sock);
    socket_last_error(None);
    Ok(())
}
