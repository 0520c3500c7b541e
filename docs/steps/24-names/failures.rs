//! What can go wrong with names and with two families, each case for real.
//!
//! `cargo step 24-failures`; the page is docs/steps/24-names/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- An IPv6 address for an IPv4 socket");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "::1", port);
    socket_close(socket);

    println!("-- A link-local address without its interface");
    let socket = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "fe80::1", port);
    socket_close(socket);

    println!("-- The server takes IPv6 only, and the client comes over IPv4");
    let sock = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_set_option(&sock, IPPROTO_IPV6, IPV6_V6ONLY, 1)?;
    socket_bind(&sock, "::", port)?;
    socket_listen(&sock, 4)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);
    socket_close(socket);
    socket_close(sock);

    println!("-- The server for both has the port already");
    let sock = socket_create(AF_INET6, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_set_option(&sock, IPPROTO_IPV6, IPV6_V6ONLY, 0)?;
    socket_bind(&sock, "::", port)?;
    socket_listen(&sock, 4)?;
    let hints = Hints {
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let addresses = socket_addrinfo_lookup("127.0.0.1", &*port.to_string(), hints)?;
    let _ = socket_addrinfo_bind(&addresses[0]);
    Ok(())
}
