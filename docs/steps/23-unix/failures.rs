//! What can go wrong with unix sockets, each case for real.
//!
//! `cargo step 23-failures`; the page is docs/steps/23-unix/index.md.

use std::fs;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let path = format!("/tmp/php-sockets-{port}.sock");

    println!("-- An earlier server has left its file");
    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&sock, &path, None)?;
    socket_close(sock);
    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    let _ = socket_bind(&sock, &path, None);

    println!("-- The file is there, but nobody listens");
    let socket = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    let _ = socket_connect(&socket, &path, None);

    println!("-- There is no file");
    fs::remove_file(&path)?;
    let _ = socket_connect(&socket, &path, None);

    println!("-- The server's socket is of another type");
    socket_bind(&sock, &path, None)?;
    socket_listen(&sock, 4)?;
    let datagrams = socket_create(AF_UNIX, SOCK_DGRAM, 0)?;
    let _ = socket_connect(&datagrams, &path, None);
    fs::remove_file(&path)?;

    println!("-- The path is too long");
    let _ = socket_bind(&datagrams, "/tmp/".to_owned() + &"x".repeat(103), None);
    Ok(())
}
