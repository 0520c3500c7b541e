//! Step 16: lines, with PHP_NORMAL_READ.
//!
//! `cargo step 16-lines`; the page is docs/steps/16-messages/lines.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    socket_write(&socket, "Ho\n\nfirst blood\r\n", None)?;
    socket_close(socket);

    loop {
        let line = socket_read(&msgsock, 8192, PHP_NORMAL_READ)?;
        if line.is_empty() {
            break; // the end
        }
        println!("line: {:?}", String::from_utf8_lossy(&line).trim_end());
    }
    Ok(())
}
