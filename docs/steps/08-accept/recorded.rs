//! Step 08: an accept has failed. Who remembers it?
//!
//! `cargo step 08-recorded`; the page is docs/steps/08-accept/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{socket_accept, socket_create, socket_last_error};

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // No bind, no listen.
    let _ = socket_accept(&sock);
    socket_last_error(&sock);
    socket_last_error(None);
    Ok(())
}
