//! What can go wrong with `socket_bind`, each case for real.
//!
//! `cargo step 04-failures`; the page is docs/steps/04-bind/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- Another socket has the address");
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&first, "127.0.0.1", port)?;

    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_bind(&second, "127.0.0.1", port);

    println!("-- The socket has an address already");
    let _ = socket_bind(&first, "127.0.0.1", 0);

    println!("-- The address belongs to another machine");
    let _ = socket_bind(&second, "192.0.2.1", port);
    Ok(())
}
