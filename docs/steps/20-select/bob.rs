//! Step 20: Bob joins the chat, says hello, reads the answer, says goodbye and leaves.
//!
//! `cargo step 20-bob`, while `cargo step 20-chat` runs; the page is docs/steps/20-select/chat.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    hear(&socket)?;

    socket_write(&socket, "bob: hi ann\n", None)?;
    hear(&socket)?;
    socket_write(&socket, "bob: bye\n", None)?;
    socket_close(socket);
    Ok(())
}

/// Prints the next line.
fn hear(socket: &Socket) -> anyhow::Result<()> {
    let line = socket_read(socket, 8192, PHP_NORMAL_READ)?;
    println!("{}", String::from_utf8_lossy(&line).trim_end());
    Ok(())
}
