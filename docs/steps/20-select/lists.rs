//! Step 20: the three arrays of socket_select.
//!
//! `cargo step 20-lists`; the page is docs/steps/20-select/lists.md.

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

    // Nothing has arrived, and there is room to write.
    let (mut read, mut write, mut except) = (vec![&msgsock], vec![&msgsock], vec![&msgsock]);
    socket_select(&mut read, &mut write, &mut except, 0, None)?;

    // The client sends a byte that may overtake the others.
    socket_send(&socket, "!", 1, MSG_OOB)?;
    let (mut read, mut write, mut except) = (vec![&msgsock], vec![&msgsock], vec![&msgsock]);
    socket_select(&mut read, &mut write, &mut except, 1, None)?;

    // The client does not read: soon there is no room any more.
    socket_set_nonblock(&msgsock)?;
    let msg = "x".repeat(16 << 20); // 16 MiB
    socket_write(&msgsock, &msg, None)?;
    let mut write = vec![&msgsock];
    socket_select(None, &mut write, None, 0, None)?;
    Ok(())
}
