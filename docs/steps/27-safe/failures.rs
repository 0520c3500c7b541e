//! What can go wrong in a server with limits, each case for real.
//!
//! `(ulimit -n 64; cargo step 27-failures)`; the page is docs/steps/27-safe/index.md.

use std::fs::File;
use std::process::{Command, Stdio, id};
use std::sync::Arc;

use php_sockets::*;
use signal_hook::consts::SIGUSR1;
use signal_hook::flag;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    flag::register(SIGUSR1, Arc::default())?;
    // It sends the signal a second after its input has ended.
    let mut kill = Command::new("sh")
        .args(["-c", &format!("read -r _; sleep 1; kill -USR1 {}", id())])
        .stdin(Stdio::piped())
        .spawn()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    socket_write(&socket, "hello\n", None)?;

    println!("-- No descriptor is left, and a client waits");
    let mut files = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        files.push(file);
    }
    let _ = socket_accept(&sock);
    drop(files);

    println!("-- You send a client away, and close while its bytes are unread");
    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, "busy\n", None)?;
    socket_close(msgsock);
    socket_read(&socket, 8192, None)?;
    let _ = socket_read(&socket, 8192, None);

    println!("-- A signal comes while socket_select waits");
    drop(kill.stdin.take());
    let _ = socket_select(&mut vec![&sock], None, None, 20, None);
    kill.wait()?;
    Ok(())
}
