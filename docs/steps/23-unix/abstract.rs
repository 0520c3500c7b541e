//! Step 23: a name that is not a file.
//!
//! `cargo step 23-abstract`; the page is docs/steps/23-unix/abstract.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let name = format!("\0php-sockets-{port}");

    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&sock, &name, None)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_connect(&socket, &name, None)?;
    socket_close(socket);

    socket_close(sock);
    let again = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&again, &name, None)?;
    Ok(())
}
