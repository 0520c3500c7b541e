//! Step 02: a socket is made, and closed. Nothing else.
//!
//! `cargo step 02`; the page is docs/steps/02-create/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;

    socket_close(sock);
    Ok(())
}
