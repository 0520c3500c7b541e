//! Exercise of step 21: at most ten clients at once.
//!
//! `cargo exercise 21` reports what is missing.

use std::thread;
use std::time::Duration;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    println!("Listening on 127.0.0.1 port {port}.");

    loop {
        let started = match socket_accept(&sock) {
            // Your turn: while ten clients are being served, send the next one `busy` and an end
            // of line, and close its socket. When one of the ten leaves, there is room again.
            Ok(msgsock) => thread::Builder::new().spawn(|| serve(msgsock)),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = started {
            eprintln!("{error}");
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

/// Says everything back, until the client leaves.
fn talk(msgsock: &Socket) -> Result<()> {
    socket_write(msgsock, "test successful\n", None)?;
    loop {
        let buf = socket_read(msgsock, 8192, None)?;
        if buf.is_empty() {
            return Ok(());
        }
        let text = String::from_utf8(buf).expect("the client says text");
        socket_write(msgsock, &text, None)?;
    }
}
