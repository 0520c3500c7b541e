//! Step 02: a socket is made, and closed. Nothing else.
//!
//! `cargo step 02`; the page is docs/steps/02-create/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{socket_close, socket_create};

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;

    socket_close(sock);
    Ok(())
}
