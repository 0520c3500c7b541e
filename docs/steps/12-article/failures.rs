//! What can go wrong when a server serves one client after another, for real.
//!
//! `cargo step 12-failures`; the page is docs/steps/12-article/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?; // step 13
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    println!("-- A client connects and says nothing");
    let silent = client(port)?;
    let next = client(port)?;
    socket_write(&next, "Ho\r\nfirst blood\r\n", None)?;
    let msgsock = socket_accept(&sock)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&msgsock, 8192, None);

    println!("-- A client closes without reading the greeting");
    socket_write(&msgsock, msg, None)?;
    socket_close(silent);
    let _ = socket_read(&msgsock, 8192, None);
    socket_close(msgsock);

    println!("-- The server closes while a client is in its queue");
    socket_close(sock);
    let _ = socket_read(&next, 8192, None);

    println!("-- A client comes after the server has closed");
    let later = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&later, "127.0.0.1", port);
    Ok(())
}

/// A client that has connected.
fn client(port: u16) -> anyhow::Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok(socket)
}
