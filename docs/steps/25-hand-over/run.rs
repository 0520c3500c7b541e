//! Step 25: a connection goes through a unix socket, and comes out at its other end.
//!
//! `cargo step 25`; the page is docs/steps/25-hand-over/index.md.

use std::os::fd::AsFd;

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    // The giver: one byte, and the descriptor along with it.
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Lent(vec![msgsock.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(&here, &message, None)?;
    socket_close(msgsock);

    // The taker: space for one descriptor.
    let mut message = Message {
        controllen: socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?,
        ..Message::default()
    };
    socket_recvmsg(&there, &mut message, None)?;
    let Some(Control::Rights(mut descriptors)) = message.control.pop() else {
        bail!("no descriptor came");
    };
    let msgsock = Socket::from(descriptors.remove(0));
    socket_write(&msgsock, "test successful\n", None)?;
    socket_close(msgsock);

    // The client does not notice any of it.
    socket_read(&socket, 8192, None)?;
    Ok(())
}
