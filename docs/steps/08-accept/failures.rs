//! What can go wrong with `socket_accept`, each case for real.
//!
//! `cargo step 08-failures`; the page is docs/steps/08-accept/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    println!("-- The socket does not listen");
    let _ = socket_accept(&sock);

    socket_listen(&sock, 4)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;
    socket_write(&socket, "hello\n", None)?; // so that no old connection keeps the port: step 14
    let msgsock = socket_accept(&sock)?;
    println!("-- You accept on the accepted socket");
    let _ = socket_accept(&msgsock);

    println!("-- No client comes within the time of SO_RCVTIMEO");
    let timeout = Timeout {
        sec: 0,
        usec: 100_000,
    };
    socket_set_option(&sock, SOL_SOCKET, SO_RCVTIMEO, timeout)?;
    let _ = socket_accept(&sock);
    Ok(())
}
