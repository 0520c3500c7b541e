//! Step 14: a reset throws away what the server wrote.
//!
//! `cargo step 14-lost`; the page is docs/steps/14-reset/index.md.

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

    for reads_first in [false, true] {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&socket, ip, port)?;

        let msgsock = socket_accept(&sock)?;

        let message = "Ho\r\nfirst blood\r\n";
        socket_write(&socket, message, None)?;
        if reads_first {
            socket_read(&msgsock, 8192, None)?;
        }

        // As much as the kernel takes.
        socket_set_nonblock(&msgsock)?;
        let taken = socket_write(&msgsock, "x".repeat(16 << 20), None)?;
        socket_close(msgsock);

        println!("Did all of it arrive? {}", received(&socket) == taken);
        socket_close(socket);
    }

    socket_close(sock);
    Ok(())
}

/// How much comes until the end or a failure.
fn received(mut socket: &Socket) -> usize {
    let mut data = Vec::new();
    let _ = socket.read_to_end(&mut data); // keeps what came before a failure
    data.len()
}
