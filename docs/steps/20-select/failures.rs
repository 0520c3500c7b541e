//! What can go wrong with `socket_select`, each case for real.
//!
//! `cargo step 20-failures`; the page is docs/steps/20-select/index.md.

use std::io::Write;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    println!("-- You pass the array that the last call has emptied");
    let mut read = vec![&sock];
    socket_select(&mut read, None, None, 0, None)?;
    let _ = socket_select(&mut read, None, None, 0, None);

    println!("-- The time is below 0");
    let mut read = vec![&sock];
    let _ = socket_select(&mut read, None, None, -1, None);

    println!("-- A client has reset its connection: it is ready, and the read fails");
    let (socket, msgsock) = connection(&sock, port)?;
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_close(socket);
    let mut read = vec![&msgsock];
    socket_select(&mut read, None, None, 1, None)?;
    let _ = socket_read(&msgsock, 8192, None);
    socket_close(msgsock);

    println!("-- A client does not read, and its socket is not ready to write");
    let (socket, msgsock) = connection(&sock, port)?;
    socket_set_nonblock(&msgsock)?;
    let data = "x".repeat(16 << 20); // 16 MiB
    while (&msgsock).write_all(data.as_bytes()).is_ok() {} // not shown
    let _ = socket_write(&msgsock, "ann: hi bob\n", None);
    socket_close(socket);
    socket_close(msgsock);
    Ok(())
}

/// A client's socket and the server's socket for it.
fn connection(sock: &Socket, port: u16) -> anyhow::Result<(Socket, Socket)> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok((socket, socket_accept(sock)?))
}
