//! What can go wrong when a descriptor is handed over, each case for real.
//!
//! `cargo step 25-failures`; the page is docs/steps/25-hand-over/index.md.

use std::os::fd::AsFd;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;

    println!("-- You send a descriptor without a byte");
    let mut message = Message {
        control: vec![Control::Lent(vec![sock.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(&here, &message, None)?;
    let controllen = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?;
    let mut taken = Message {
        controllen,
        ..Message::default()
    };
    let _ = socket_recvmsg(&there, &mut taken, MSG_DONTWAIT);

    println!("-- You send no descriptor at all");
    message.iov = vec![b"x".into()];
    message.control = vec![Control::Lent(vec![])];
    let _ = socket_sendmsg(&here, &message, None);

    println!("-- You say that you are another process");
    message.control = vec![Control::Credentials(Credentials {
        pid: 1,
        uid: 0,
        gid: 0,
    })];
    let _ = socket_sendmsg(&here, &message, None);

    println!("-- The taker names no space");
    let _ = socket_recvmsg(&there, &mut Message::default(), None);
    Ok(())
}
