//! Step 18: a connect that waits a fifth of a second at most.
//!
//! `cargo step 18-connect`; the page is docs/steps/18-time-limits/connect.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 0)?;

    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&first, ip, port)?; // the queue is full now

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let limit = Timeout {
        sec: 0,
        usec: 200_000,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, limit)?;
    let _ = socket_connect(&socket, ip, port);

    let _msgsock = socket_accept(&sock)?; // there is room again
    socket_select(None, &mut vec![&socket], None, 10, None)?;
    socket_get_option(&socket, SOL_SOCKET, SO_ERROR)?;
    Ok(())
}
