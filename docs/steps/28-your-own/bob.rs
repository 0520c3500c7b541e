//! Step 28: Bob joins the chat at the second attempt, says hello, and is rude then.
//!
//! `cargo step 28-bob`, while `cargo step 28` runs; the page is docs/steps/28-your-own/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    hear(&socket)?;
    for name in ["ann\n", "bob\n"] {
        socket_write(&socket, name, None)?;
        hear(&socket)?;
    }
    socket_write(&socket, "hi ann\n/who\n", None)?;
    hear(&socket)?;

    let endless = "x".repeat(2001); // more than a line may have
    socket_write(&socket, &endless, None)?;
    hear(&socket)
}

/// Prints what the server answers, or that it has closed the connection.
fn hear(socket: &Socket) -> anyhow::Result<()> {
    let data = socket_read(socket, 8192, None)?;
    match data.is_empty() {
        true => println!("The server has closed the connection."),
        false => print!("{}", String::from_utf8_lossy(&data)),
    }
    Ok(())
}
