//! Exercise of step 05: listen where you said, or not at all.
//!
//! `cargo exercise 05` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // Your turn: the article's server goes on whatever these calls say. Let the program
    // end with the error of the one that fails, and print where the socket really
    // listens, not where it was meant to.
    let _ = socket_bind(&sock, "127.0.0.1", port);
    let _ = socket_listen(&sock, 4);
    println!("Listening on 127.0.0.1:{port}.");
    Ok(())
}
