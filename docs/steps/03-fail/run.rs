//! Step 03: a call fails, and the program checks.
//!
//! `cargo step 03`; the page is docs/steps/03-fail/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    if socket_connect(&socket, "127.0.0.1", port).is_err() {
        let code = socket_last_error(&socket);
        let _ = socket_strerror(code);
    }

    // A success changes nothing about the last error.
    let _other = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    let _ = socket_last_error(&socket);
    let _ = socket_last_error(None);

    socket_clear_error(&socket);
    let _ = socket_last_error(&socket);
    let _ = socket_last_error(None);
    Ok(())
}
