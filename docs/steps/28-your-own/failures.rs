//! What can go wrong when a server stops and starts, each case for real.
//!
//! `cargo step 28-failures`; the page is docs/steps/28-your-own/index.md.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    println!("-- You start the new server, and the old one still runs");
    let newer = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&newer, SOL_SOCKET, SO_REUSEADDR, 1)?;
    let _ = socket_bind(&newer, "127.0.0.1", port);
    socket_close(newer);

    println!("-- The server says goodbye and closes, with a line of that client unread");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;
    socket_write(&socket, "hello\n", None)?;
    socket_write(&msgsock, "* Bye.\n", None)?;
    socket_close(msgsock);
    socket_read(&socket, 8192, None)?;
    let _ = socket_read(&socket, 8192, None);
    socket_close(socket);

    println!("-- A signal arrives while the server waits");
    let stops = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGUSR1, stops)?;
    // Another program sends one to this one, ten times a second.
    let mut sender = Command::new("sh")
        .arg("-c")
        .arg("while sleep 0.1; do kill -s USR1 $PPID || exit; done")
        .spawn()?;
    let _ = socket_select(&mut vec![&sock], None, None, 10, None);
    sender.kill()?;
    sender.wait()?;
    Ok(())
}
