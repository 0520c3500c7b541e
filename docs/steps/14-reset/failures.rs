//! What a reset does to the calls of the other end, each case for real.
//!
//! `cargo step 14-failures`; the page is docs/steps/14-reset/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let message = "Ho\r\nfirst blood\r\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    let socket = client_of_one_that_does_not_read(&sock, port)?;
    let _ = socket_read(&socket, 8192, None);
    let _ = socket_write(&socket, message, None);
    let _ = socket_getpeername(&socket);
    let _ = socket_shutdown(&socket, SHUT_WR);
    socket_close(socket);

    // The same, and the client writes before it reads.
    let socket = client_of_one_that_does_not_read(&sock, port)?;
    let _ = socket_write(&socket, message, None);
    socket_close(socket);

    clean_and_on_purpose(&sock, port)?;

    socket_close(sock);
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_connect(&socket, "127.0.0.1", port);
    Ok(())
}

fn clean_and_on_purpose(sock: &Socket, port: u16) -> anyhow::Result<()> {
    let message = "Ho\r\nfirst blood\r\n";

    // The server closes, and nothing is unread. Then something comes.
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(sock)?;
    socket_close(msgsock);
    socket_write(&socket, message, None)?;
    let _ = socket_write(&socket, message, None);
    socket_close(socket);

    // The server has read everything, and resets on purpose.
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(sock)?;
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_close(msgsock);
    let _ = socket_read(&socket, 8192, None);
    socket_close(socket);
    Ok(())
}

/// The client of a server that closes without reading what the client wrote.
fn client_of_one_that_does_not_read(sock: &Socket, port: u16) -> anyhow::Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(sock)?;
    socket_write(&socket, "Ho\r\nfirst blood\r\n", None)?;
    socket_close(msgsock);
    Ok(socket)
}
