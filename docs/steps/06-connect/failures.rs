//! What can go wrong with `socket_connect`, each case for real.
//!
//! `cargo step 06-failures`; the page is docs/steps/06-connect/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- No server listens there");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);

    println!("-- No route leads to the address");
    let _ = socket_connect(&socket, "255.255.255.255", port);

    println!("-- The address is mistyped");
    let _ = socket_connect(&socket, "127.0.0.256", port);

    println!("-- The port is missing");
    let _ = socket_connect(&socket, "127.0.0.1", None);

    println!("-- The socket is connected already");
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);
    Ok(())
}
