//! Exercise of step 17, solved: a server that counts words.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    loop {
        let msgsock = socket_accept(&sock)?;
        if let Err(error) = answer(&msgsock) {
            println!("{error}");
        }
        socket_close(msgsock);
    }
}

/// Reads to the end of what the client sends, and answers how many words it was.
fn answer(msgsock: &Socket) -> Result<()> {
    let mut text = Vec::new();
    loop {
        let buf = socket_read(msgsock, 8192, None)?;
        if buf.is_empty() {
            break; // the client has ended its sending
        }
        text.extend(buf);
    }
    let words = String::from_utf8_lossy(&text).split_whitespace().count();
    socket_write(msgsock, format!("{words} words\n"), None)?;
    Ok(())
}
