//! Exercise of step 28: your own chat server.
//!
//! `cargo exercise 28` reports the stage that is missing.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    // Your turn: write the server. The page has its specification, in six stages.
    let _ = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    println!("Nobody listens on port {port} yet.");
    Ok(())
}
