//! Step 25: the taker has too little space for the descriptor.
//!
//! `cargo step 25-small`; the page is docs/steps/25-hand-over/small.md.

use std::os::fd::AsFd;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let gift = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Lent(vec![gift.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(&here, &message, None)?;
    socket_close(gift);

    let mut message = Message {
        controllen: 8,
        ..Message::default()
    };
    socket_recvmsg(&there, &mut message, None)?;
    Ok(())
}
