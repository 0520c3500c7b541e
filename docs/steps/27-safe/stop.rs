//! Step 27: a server is told to stop while it waits.
//!
//! `cargo step 27-stop`; the page is docs/steps/27-safe/stop.md.

use std::process::{Command, Stdio, id};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use php_sockets::*;
use signal_hook::consts::SIGTERM;
use signal_hook::flag;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let stops = Arc::new(AtomicBool::new(false));
    flag::register(SIGTERM, Arc::clone(&stops))?;

    // A second after its input has ended it does what `kill` in another terminal would do.
    let mut kill = Command::new("sh")
        .args(["-c", &format!("read -r _; sleep 1; kill -TERM {}", id())])
        .stdin(Stdio::piped())
        .spawn()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;

    drop(kill.stdin.take()); // the second begins
    while !stops.load(Ordering::Relaxed) {
        let mut read = vec![&sock, &msgsock];
        let _ = socket_select(&mut read, None, None, 20, None);
    }

    socket_close(sock); // nobody new
    socket_write(&msgsock, "goodbye\n", None)?;
    socket_shutdown(&msgsock, 1)?; // nothing more from here

    // The client reads all of it, and closes.
    socket_read(&socket, 8192, None)?;
    socket_read(&socket, 8192, None)?;
    socket_close(socket);

    socket_read(&msgsock, 8192, None)?; // its end
    socket_close(msgsock);
    kill.wait()?;
    Ok(())
}
