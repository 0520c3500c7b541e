//! What can go wrong when the article's pair is started, for real.
//!
//! `cargo step 01-failures`; the page is docs/steps/01-pair/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_bind, socket_connect, socket_create, socket_listen,
};

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);

    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&first, "127.0.0.1", port)?;
    socket_listen(&first, 4)?;

    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_bind(&second, "127.0.0.1", port);
    Ok(())
}
