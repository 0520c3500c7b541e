//! Step 05, without the bind: the socket listens all the same, but where?
//!
//! `cargo step 05-unbound`; the page is docs/steps/05-listen/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_listen(&sock, 4)?;

    socket_close(sock);
    Ok(())
}
