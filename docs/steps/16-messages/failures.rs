//! What can go wrong when you wait for a whole message, each case for real.
//!
//! `cargo step 16-failures`; the page is docs/steps/16-messages/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    let (socket, msgsock) = connection(&sock, port)?;
    println!("-- The message is empty, and you read its 0 bytes");
    socket_write(&socket, b"\0\0\0\0", None)?;
    socket_read(&msgsock, 4, None)?; // its length: 0
    let _ = socket_read(&msgsock, 0, None);

    println!("-- You wait for the rest of a message, which does not come");
    let limit = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    socket_write(&socket, b"\0\0\0\x0bfirst", None)?;
    socket_read(&msgsock, 8192, None)?;
    let _ = socket_read(&msgsock, 8192, None);

    println!("-- The client resets within a message");
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_close(socket);
    let _ = socket_read(&msgsock, 8192, None);
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
