//! Step 25: the parent accepts, and the child answers.
//!
//! `cargo step 25-child`; the page is docs/steps/25-hand-over/child.md.

use std::env;
use std::io::stdin;
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Command, Stdio, id};

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    match env::args().nth(1).as_deref() {
        Some("child") => child(),
        _ => parent(),
    }
}

fn parent() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port: u16 = env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    // The same program once more, with one end of the pair as its standard input.
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let mut child = Command::new(env::current_exe()?)
        .arg("child")
        .stdin(Stdio::from(OwnedFd::from(there)))
        .spawn()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;
    println!("The parent, pid {}, has accepted.", id());
    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Lent(vec![msgsock.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(&here, &message, None)?;
    socket_close(msgsock);

    let answer = socket_read(&socket, 8192, None)?;
    print!("The client reads: {}", String::from_utf8_lossy(&answer));
    child.wait()?;
    Ok(())
}

fn child() -> anyhow::Result<()> {
    let there = Socket::from(stdin().as_fd().try_clone_to_owned()?);
    let mut message = Message {
        controllen: socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?,
        ..Message::default()
    };
    socket_recvmsg(&there, &mut message, None)?;
    let Some(Control::Rights(mut descriptors)) = message.control.pop() else {
        bail!("no descriptor came");
    };
    let msgsock = Socket::from(descriptors.remove(0));
    socket_write(&msgsock, format!("pid {} answers\n", id()), None)?;
    socket_close(msgsock);
    Ok(())
}
