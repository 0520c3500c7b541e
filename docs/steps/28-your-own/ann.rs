//! Step 28: Ann joins the chat, and prints what she reads, to the end.
//!
//! `cargo step 28-ann`, while `cargo step 28` runs; the page is docs/steps/28-your-own/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    socket_write(&socket, "ann\n", None)?;
    loop {
        let data = socket_read(&socket, 8192, None)?;
        if data.is_empty() {
            println!("The server has closed the connection.");
            return Ok(());
        }
        print!("{}", String::from_utf8_lossy(&data));
    }
}
