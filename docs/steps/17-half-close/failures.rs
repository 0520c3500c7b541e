//! What can go wrong with the end of one direction, each case for real.
//!
//! `cargo step 17-failures`; the page is docs/steps/17-half-close/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let message = "Ho\r\nfirst blood\r\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    println!("-- The socket is not connected");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_shutdown(&socket, SHUT_WR);
    socket_close(socket);

    println!("-- The client asks and waits, and has not ended its sending");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;
    socket_write(&socket, message, None)?;
    socket_read(&msgsock, 8192, None)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&msgsock, 8192, None);

    println!("-- The client has ended its sending, and writes");
    socket_shutdown(&socket, SHUT_WR)?;
    let _ = socket_write(&socket, message, None);

    println!("-- Both ends have ended their sending, and you end it again");
    socket_shutdown(&msgsock, SHUT_WR)?;
    let _ = socket_shutdown(&socket, SHUT_WR);
    Ok(())
}
