//! What can go wrong with `socket_listen`, each case for real.
//!
//! `cargo step 05-failures`; the page is docs/steps/05-listen/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- Another socket listens there already");
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    for socket in [&first, &second] {
        // With this option both may have the address, as long as nobody listens.
        socket_set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1)?;
        socket_bind(socket, "127.0.0.1", port)?;
    }
    socket_listen(&first, 4)?;
    let _ = socket_listen(&second, 4);

    println!("-- The socket is a client's, and connected");
    let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&client, "127.0.0.1", port)?;
    let _ = socket_listen(&client, 4);
    Ok(())
}
