//! What can go wrong with `socket_read`, each case for real.
//!
//! `cargo step 10-failures`; the page is docs/steps/10-read/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_read(&sock, 0, None);
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    let _ = socket_read(&sock, 8192, None);

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;

    // Nobody has written.
    socket_set_nonblock(&msgsock)?;
    let _ = socket_read(&msgsock, 8192, None);
    socket_set_block(&msgsock)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&msgsock, 8192, None);

    // The client goes, and has not read the greeting.
    socket_write(&msgsock, msg, None)?;
    socket_close(socket);
    let _ = socket_read(&msgsock, 8192, None);
    socket_close(msgsock);

    // A message of UDP comes to a port that nobody has.
    let datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_connect(&datagrams, "127.0.0.1", port)?;
    socket_write(&datagrams, msg, None)?;
    let _ = socket_read(&datagrams, 8192, None);
    Ok(())
}
