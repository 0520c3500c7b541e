//! Step 12: a server for one client ends while another waits.
//!
//! `cargo step 12-late`; the page is docs/steps/12-article/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // Lets you start it again at once; step 13 says why.
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    let late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&late, ip, port)?;
    socket_write(&late, "Ho\r\nfirst blood\r\n", None)?;

    socket_close(msgsock); // that was the last one
    socket_close(sock);

    let _ = socket_read(&late, 8192, None);

    socket_close(socket);
    socket_close(late);
    Ok(())
}
