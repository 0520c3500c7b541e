//! Step 21: a thread for each client.
//!
//! `cargo step 21`; the page is docs/steps/21-threads/index.md.

use std::io::Write;
use std::thread;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let slow = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&slow, ip, port)?;
    let msgsock = socket_accept(&sock)?;
    let for_slow = thread::spawn(move || talk(msgsock)); // its read waits

    let quick = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&quick, ip, port)?;
    let msgsock = socket_accept(&sock)?;
    let for_quick = thread::spawn(move || talk(msgsock));

    (&quick).write_all(b"quick\n")?; // not shown
    for_quick.join().expect("no panic")?;
    socket_read(&quick, 8192, None)?;

    (&slow).write_all(b"slow\n")?; // at last; not shown
    for_slow.join().expect("no panic")?;
    socket_read(&slow, 8192, None)?;
    Ok(())
}

/// What the server does for one client.
fn talk(msgsock: Socket) -> Result<()> {
    socket_read(&msgsock, 8192, None)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_close(msgsock);
    Ok(())
}
