//! Step 15: when is there room again? `socket_select` waits until there is.
//!
//! `cargo step 15-room`; the page is docs/steps/15-send-all/room.md.

use std::io::Read;

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

    socket_set_nonblock(&msgsock)?;
    let msg = "x".repeat(16 << 20); // 16 MiB
    let sent = socket_write(&msgsock, &msg, None)?;

    // Is there room within half a second?
    let mut write = vec![&msgsock];
    socket_select(None, &mut write, None, 0, 500_000)?;

    // The client reads all of it.
    (&socket).read_exact(&mut vec![0; sent])?;

    let mut write = vec![&msgsock];
    socket_select(None, &mut write, None, None, None)?;
    socket_write(&msgsock, &msg[sent..], None)?;
    Ok(())
}
