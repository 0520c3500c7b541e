//! Exercise of step 23: a server that starts after a crash, and does no harm.
//!
//! `cargo exercise 23` reports what is missing.

use std::{env, fs};

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;
    let path = format!("/tmp/php-sockets-{port}.sock");

    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    // Your turn: a server that has crashed may have left its file. Then delete it and bind.
    // But a server may still listen there, or the file may be no socket: then delete nothing.
    socket_bind(&sock, &path, None)?;
    socket_listen(&sock, 4)?;
    println!("Listening at {path}");

    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_close(msgsock);
    socket_close(sock);
    fs::remove_file(&path)?;
    Ok(())
}
