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
    let _ = socket_accept(&sock);
    socket_listen(&sock, 4)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;
    socket_write(&socket, "hello\n", None)?;
    let msgsock = socket_accept(&sock)?;
    let _ = socket_accept(&msgsock);
    let datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    let _ = socket_accept(&datagrams);

    // Nobody else comes. Wait a tenth of a second, then not at all.
    let timeout = Timeout {
        sec: 0,
        usec: 100_000,
    };
    socket_set_option(&sock, SOL_SOCKET, SO_RCVTIMEO, timeout)?;
    let _ = socket_accept(&sock);
    socket_set_nonblock(&sock)?;
    let _ = socket_accept(&sock);

    // The server has as many files open as it may, and somebody comes.
    let late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&late, ip, port)?;
    let more = || std::fs::File::open("/dev/null").ok();
    let all: Vec<_> = (0..2000).map_while(|_| more()).collect();
    let _ = socket_accept(&sock);
    drop(all);

    socket_shutdown(&sock, 2)?;
    let _ = socket_accept(&sock);
    Ok(())
}
