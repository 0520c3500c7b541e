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

    println!("-- The server has closed with your bytes unread, and you read");
    let socket = client_of_a_server_that_does_not_read(&sock, port)?;
    let _ = socket_read(&socket, 8192, None);

    println!("-- You write after that");
    let _ = socket_write(&socket, message, None);
    socket_close(socket);

    println!("-- The server has closed with your bytes unread, and you write first");
    let socket = client_of_a_server_that_does_not_read(&sock, port)?;
    let _ = socket_write(&socket, message, None);
    socket_close(socket);

    clean(&sock, port)?;
    on_purpose(&sock, port)
}

fn clean(sock: &Socket, port: u16) -> anyhow::Result<()> {
    let message = "Ho\r\nfirst blood\r\n";

    println!("-- The server has closed with nothing unread, and you write twice");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(sock)?;
    socket_close(msgsock);
    socket_write(&socket, message, None)?;
    let _ = socket_write(&socket, message, None);
    socket_close(socket);
    Ok(())
}

fn on_purpose(sock: &Socket, port: u16) -> anyhow::Result<()> {
    println!("-- The server resets on purpose, with SO_LINGER and the time 0");
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
fn client_of_a_server_that_does_not_read(sock: &Socket, port: u16) -> anyhow::Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(sock)?;
    socket_write(&socket, "Ho\r\nfirst blood\r\n", None)?;
    socket_close(msgsock);
    Ok(socket)
}
