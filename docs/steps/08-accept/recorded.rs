//! An accept has failed. Which socket has the error?
//!
//! `cargo step 08-recorded`; the page is docs/errors.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // No bind, no listen.
    let _ = socket_accept(&sock);
    let _ = socket_last_error(&sock);
    let _ = socket_last_error(None);
    Ok(())
}
