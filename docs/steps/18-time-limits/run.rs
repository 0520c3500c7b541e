//! Step 18: calls that wait half a second at most.
//!
//! `cargo step 18`; the page is docs/steps/18-time-limits/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let limit = Timeout {
        sec: 0,
        usec: 500_000,
    };
    socket_set_option(&sock, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    let _ = socket_accept(&sock); // no client comes

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;
    let _ = socket_read(&msgsock, 8192, None); // the client is silent

    socket_write(&socket, "Ho\r\n", None)?;
    socket_read(&msgsock, 8192, None)?;

    socket_set_option(&msgsock, SOL_SOCKET, SO_SNDTIMEO, limit)?;
    let msg = "x".repeat(16 << 20); // 16 MiB
    socket_write(&msgsock, &msg, None)?; // the client does not read
    Ok(())
}
