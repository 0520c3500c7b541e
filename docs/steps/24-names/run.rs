//! Step 24: one address after another, until one answers.
//!
//! `cargo step 24`; the page is docs/steps/24-names/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    // This server can be reached over IPv4 only.
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    // The client looks up each host, and collects the addresses.
    let hints = Hints {
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    let mut addresses = Vec::new();
    for host in ["::1", "127.0.0.1"] {
        addresses.extend(socket_addrinfo_lookup(host, &*port.to_string(), hints)?);
    }

    for address in &addresses {
        let Ok(socket) = socket_addrinfo_connect(address) else {
            continue; // try the next
        };
        socket_getpeername(&socket)?;
        socket_close(socket);
        break;
    }

    socket_close(sock);
    Ok(())
}
