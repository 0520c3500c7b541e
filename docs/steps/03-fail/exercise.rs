//! Exercise of step 03: a program that checks.
//!
//! `cargo exercise 03` reports what is missing.

use std::env;

use php_sockets::*;

fn main() {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let port: u16 = port.parse().unwrap_or(8001);

    // This call is checked.
    let socket = match socket_create(AF_INET, SOCK_STREAM, SOL_TCP) {
        Ok(socket) => socket,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    // Your turn: this is the article's mistake in Rust, a result that is thrown away.
    // When the call fails, print the error and end with the code 1.
    let _ = socket_connect(&socket, "127.0.0.1", port);
    println!("Connection OK.");
}
