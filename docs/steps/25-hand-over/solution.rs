//! Exercise of step 25, solved: a restart that refuses nobody.

use std::os::fd::AsFd;
use std::{env, fs, process};

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;
    let path = format!("/tmp/step-25-{port}");

    let older = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    let sock = match socket_connect(&older, &path, None) {
        Ok(()) => take(&older)?,
        Err(_) => listener(port)?, // no server is there
    };
    let door = door(&path)?;
    println!("Process {} listens on port {port}.", process::id());

    loop {
        let mut read = vec![&sock, &door];
        socket_select(&mut read, None, None, None, None)?;
        if read.contains(&&door) {
            let newer = socket_accept(&door)?;
            return give(&newer, &sock);
        }
        let _ = answer(&sock); // one client's failure does not end the server
    }
}

fn take(older: &Socket) -> anyhow::Result<Socket> {
    let mut message = Message {
        controllen: socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?,
        ..Message::default()
    };
    socket_recvmsg(older, &mut message, None)?;
    match message.control.pop() {
        Some(Control::Rights(mut descriptors)) => Ok(Socket::from(descriptors.remove(0))),
        _ => bail!("no descriptor came"),
    }
}

fn give(newer: &Socket, sock: &Socket) -> anyhow::Result<()> {
    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Lent(vec![sock.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(newer, &message, None)?;
    Ok(())
}

fn listener(port: u16) -> Result<Socket> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 128)?;
    Ok(sock)
}

/// Where a newer server comes to.
fn door(path: &str) -> Result<Socket> {
    let _ = fs::remove_file(path); // an older server's
    let door = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&door, path, None)?;
    socket_listen(&door, 1)?;
    Ok(door)
}

fn answer(sock: &Socket) -> Result<()> {
    let msgsock = socket_accept(sock)?;
    socket_write(&msgsock, format!("process {}\n", process::id()), None)?;
    Ok(())
}
