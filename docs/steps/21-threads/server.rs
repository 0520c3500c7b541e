//! Step 21: the server of step 12, with a thread for each client.
//!
//! `cargo step 21-server`; the page is docs/steps/21-threads/server.md.

use std::thread;
use std::time::Duration;

use php_sockets::*;

const PATIENCE: i64 = 20; // seconds that a client may be silent, or not read

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    let address = socket_getsockname(&sock)?;
    println!(
        "Listening on 127.0.0.1 port {}.",
        address.port().unwrap_or(0)
    );

    loop {
        let started = match socket_accept(&sock) {
            // If it does not start, the socket is dropped, which closes it.
            Ok(msgsock) => thread::Builder::new().spawn(|| serve(msgsock)),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = started {
            eprintln!("{error}"); // most often there is no descriptor left, or no thread
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// One client, from its greeting to its end.
fn serve(msgsock: Socket) {
    if let Err(error) = talk(&msgsock) {
        eprintln!("{error}");
    }
    socket_close(msgsock);
}

fn talk(msgsock: &Socket) -> Result<()> {
    let limit = Timeout {
        sec: PATIENCE,
        usec: 0,
    };
    socket_set_option(msgsock, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    socket_set_option(msgsock, SOL_SOCKET, SO_SNDTIMEO, limit)?;

    socket_write(msgsock, "test successful\n", None)?;
    let buf = socket_read(msgsock, 8192, None)?;
    println!("received: {}", String::from_utf8_lossy(&buf).trim_end());
    Ok(())
}
