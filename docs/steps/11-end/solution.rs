//! Exercise of step 11, solved: the whole answer.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    let mut total = 0;
    loop {
        let out = socket_read(&socket, 8192, None)?;
        if out.is_empty() {
            break;
        }
        println!("Received {} bytes.", out.len());
        total += out.len();
    }
    println!("The whole answer has {total} bytes.");
    Ok(())
}
