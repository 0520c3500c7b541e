//! Step 23: the kernel says who has connected.
//!
//! `cargo step 23-who`; the page is docs/steps/23-unix/who.md.

use php_sockets::*;

const SO_PEERCRED: i32 = 17; // PHP has no name for it

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let name = format!("\0php-sockets-{port}");

    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&sock, &name, None)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_connect(&socket, &name, None)?;

    let msgsock = socket_accept(&sock)?;
    socket_get_option(&msgsock, SOL_SOCKET, SO_PEERCRED)?;
    Ok(())
}
