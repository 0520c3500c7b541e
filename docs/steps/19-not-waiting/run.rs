//! Step 19: calls that do not wait.
//!
//! `cargo step 19`; the page is docs/steps/19-not-waiting/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    socket_set_nonblock(&sock)?;
    let _ = socket_accept(&sock); // no client is there

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_nonblock(&socket)?;
    let _ = socket_connect(&socket, ip, port);

    socket_select(None, &mut vec![&socket], None, 5, None)?;
    socket_get_option(&socket, SOL_SOCKET, SO_ERROR)?;

    let msgsock = socket_accept(&sock)?;
    socket_set_nonblock(&msgsock)?;
    let _ = socket_read(&msgsock, 8192, None); // nothing has arrived

    socket_write(&socket, "Ho\r\n", None)?;
    socket_read(&msgsock, 8192, None)?;

    socket_close(socket);
    socket_read(&msgsock, 8192, None)?;
    Ok(())
}
