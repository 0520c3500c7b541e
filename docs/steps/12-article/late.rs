//! Step 12: a server for one client ends while another waits.
//!
//! `cargo step 12-late`; the page is docs/steps/12-article/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_read, socket_set_option, socket_write,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

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
    socket_write(&late, "Ho\r\nfirst blood\r\n")?;

    socket_close(msgsock); // that was the last one
    socket_close(sock);

    let _ = socket_read(&late, 8192);

    socket_close(socket);
    socket_close(late);
    Ok(())
}
