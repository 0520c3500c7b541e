//! Step 03: a call says no, and the program looks.
//!
//! `cargo step 03`; the page is docs/steps/03-no/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{port, socket_connect, socket_create};
use php_sockets_tutorial::shown::{socket_clear_error, socket_last_error, socket_strerror};

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    if socket_connect(&socket, "127.0.0.1", port).is_err() {
        let code = socket_last_error(&socket);
        socket_strerror(code);
    }

    // A success changes nothing about the last error.
    let _other = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_last_error(&socket);
    socket_last_error(None);

    socket_clear_error(&socket);
    socket_last_error(&socket);
    socket_last_error(None);
    Ok(())
}
