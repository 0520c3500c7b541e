//! Exercise of step 14, solved: a server whose answer arrives whole.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    let msgsock = socket_accept(&sock)?;
    let mut arrived = socket_read(&msgsock, 4, None)?;
    println!(
        "The client says {}.",
        String::from_utf8_lossy(&arrived).trim()
    );
    socket_write(&msgsock, "test successful\n", None)?;
    while arrived.iter().filter(|&&byte| byte == b'\n').count() < 2 {
        let buf = socket_read(&msgsock, 8192, None)?;
        if buf.is_empty() {
            break; // the client has closed
        }
        arrived.extend(buf);
    }
    println!("Read {} bytes.", arrived.len());
    socket_close(msgsock);
    Ok(())
}
