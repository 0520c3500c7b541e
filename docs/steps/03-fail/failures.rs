//! The ways in which a call fails, each for real.
//!
//! `cargo step 03-failures`; the page is docs/steps/03-fail/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- The kernel refuses");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);

    println!("-- The address cannot be looked up");
    let _ = socket_connect(&socket, "::1", port);

    println!("-- An argument is wrong");
    let _ = socket_create(99, SOCK_STREAM, SOL_TCP);
    Ok(())
}
