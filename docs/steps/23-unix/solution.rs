//! Exercise of step 23, solved: a server that starts after a crash, and does no harm.

use std::os::unix::fs::FileTypeExt;
use std::{env, fs};

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;
    let path = format!("/tmp/php-sockets-{port}.sock");

    let sock = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    make_room(&path)?;
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

/// Deletes the file of a server that has ended, and no other file.
fn make_room(path: &str) -> anyhow::Result<()> {
    let Ok(file) = fs::symlink_metadata(path) else {
        return Ok(()); // there is none
    };
    if !file.file_type().is_socket() {
        bail!("not a socket: {path}");
    }

    let client = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    match socket_connect(&client, path, None) {
        Ok(()) => bail!("in use: {path}"),
        Err(error) if error.code() == SOCKET_ECONNREFUSED => Ok(fs::remove_file(path)?),
        Err(error) => Err(error.into()),
    }
}
