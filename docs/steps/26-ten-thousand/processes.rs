//! Step 26: a server that shares its port with others of its kind.
//!
//! `cargo step 26-processes`, in two terminals; the page is
//! docs/steps/26-ten-thousand/processes.md.

use std::process::id;
use std::thread::sleep;
use std::time::Duration;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEPORT, 1)?; // before it has the port
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;
    println!("pid {} listens on 127.0.0.1 port {port}.", id());

    let answer = format!("pid {}\n", id());
    loop {
        match socket_accept(&sock) {
            Ok(msgsock) => drop(socket_write(&msgsock, &answer, None)), // it may have left
            Err(error) => {
                eprintln!("{error}");
                sleep(Duration::from_millis(100));
            }
        }
    }
}
