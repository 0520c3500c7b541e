//! Step 24: one listener for IPv6 and IPv4.
//!
//! `cargo step 24-both`; the page is docs/steps/24-names/both.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    // IPv4 too, whatever this machine's default is.
    socket_set_option(&sock, IPPROTO_IPV6, IPV6_V6ONLY, 0)?;
    socket_bind(&sock, "::", port)?;
    socket_listen(&sock, 4)?;

    let new = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&new, "::1", port)?;
    let msgsock = socket_accept(&sock)?;
    socket_getpeername(&msgsock)?;
    socket_close(new);
    socket_close(msgsock);

    let old = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&old, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;
    socket_getpeername(&msgsock)?;
    Ok(())
}
