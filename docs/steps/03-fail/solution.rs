//! Exercise of step 03, solved: a program that checks.

use std::env;
use std::process;

use php_sockets::*;

fn main() {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let port: u16 = port.parse().unwrap_or(8001);

    let socket = match socket_create(AF_INET, SOCK_STREAM, SOL_TCP) {
        Ok(socket) => socket,
        Err(error) => {
            eprintln!("{error}");
            process::exit(1);
        }
    };
    if let Err(error) = socket_connect(&socket, "127.0.0.1", port) {
        eprintln!("{error}");
        process::exit(1);
    }
    println!("Connection OK.");
}
