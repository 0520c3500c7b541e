//! Step 25: the old server hands its listener to the new one.
//!
//! `cargo step 25-restart`; the page is docs/steps/25-hand-over/restart.md.

use std::env;
use std::io::stdin;
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Command, Stdio, id};

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    match env::args().nth(1).as_deref() {
        Some("new") => new_server(),
        _ => old_server(),
    }
}

fn old_server() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port: u16 = env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    // A client that nobody has accepted yet.
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    // The same program once more, with one end of the pair as its standard input.
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let mut newer = Command::new(env::current_exe()?)
        .arg("new")
        .stdin(Stdio::from(OwnedFd::from(there)))
        .spawn()?;

    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Lent(vec![sock.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(&here, &message, None)?;
    socket_close(sock);
    println!("The old server, pid {}, has closed.", id());

    let answer = socket_read(&socket, 8192, None)?;
    print!("The client reads: {}", String::from_utf8_lossy(&answer));
    newer.wait()?;
    Ok(())
}

fn new_server() -> anyhow::Result<()> {
    let there = Socket::from(stdin().as_fd().try_clone_to_owned()?);
    let mut message = Message {
        controllen: socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?,
        ..Message::default()
    };
    socket_recvmsg(&there, &mut message, None)?;
    let Some(Control::Rights(mut descriptors)) = message.control.pop() else {
        bail!("no descriptor came");
    };
    let sock = Socket::from(descriptors.remove(0));

    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, format!("pid {} answers\n", id()), None)?;
    socket_close(msgsock);
    Ok(())
}
