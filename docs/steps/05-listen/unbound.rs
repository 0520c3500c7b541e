//! Step 05, without the bind: the socket listens all the same, but where?
//!
//! `cargo step 05-unbound`; the page is docs/steps/05-listen/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{socket_close, socket_create, socket_listen};

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_listen(&sock, 4)?;

    socket_close(sock);
    Ok(())
}
