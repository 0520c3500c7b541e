//! What can go wrong when a program reads to the end, each case for real.
//!
//! `cargo step 11-failures`; the page is docs/steps/11-end/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?; // step 13
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;

    println!("-- The server answers, and does not close");
    socket_write(&msgsock, msg, None)?;
    socket_read(&socket, 8192, None)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&socket, 8192, None);

    println!("-- The server closes with your bytes unread");
    socket_write(&socket, "Ho\r\nfirst blood\r\n", None)?;
    socket_write(&msgsock, msg, None)?;
    socket_close(msgsock);
    socket_read(&socket, 8192, None)?;
    let _ = socket_read(&socket, 8192, None);
    socket_read(&socket, 8192, None)?;
    Ok(())
}
