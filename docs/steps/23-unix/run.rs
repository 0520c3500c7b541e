//! Step 23: a server and its client meet at a path.
//!
//! `cargo step 23`; the page is docs/steps/23-unix/index.md.

use std::fs;
use std::process::Command;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let path = format!("/tmp/php-sockets-{port}.sock");

    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&sock, &path, None)?;
    Command::new("ls").args(["-l", &path]).status()?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_connect(&socket, &path, None)?;

    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_read(&socket, 8192, None)?;
    socket_close(msgsock);
    socket_close(socket);

    socket_close(sock);
    Command::new("ls").args(["-l", &path]).status()?;
    let late = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    let _ = socket_connect(&late, &path, None);

    fs::remove_file(&path)?;
    Ok(())
}
