//! What can go wrong when the article's pair is started, for real.
//!
//! `cargo step 01-failures`; the page is docs/steps/01-pair/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- The client starts, but no server runs");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);

    println!("-- The server starts a second time");
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&first, "127.0.0.1", port)?;
    socket_listen(&first, 4)?;

    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_bind(&second, "127.0.0.1", port);
    Ok(())
}
