//! What can go wrong with `socket_read`, each case for real.
//!
//! `cargo step 10-failures`; the page is docs/steps/10-read/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_read, socket_set_block, socket_set_nonblock, socket_set_option, socket_write,
};

fn main() -> anyhow::Result<()> {
    let port = port()?; // 8001
    let msg = "test successful\n";

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_read(&sock, 0);
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    let _ = socket_read(&sock, 8192);

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let msgsock = socket_accept(&sock)?;

    // Nobody has written.
    socket_set_nonblock(&msgsock)?;
    let _ = socket_read(&msgsock, 8192);
    socket_set_block(&msgsock)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&msgsock, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&msgsock, 8192);

    // The client goes, and has not read the greeting.
    socket_write(&msgsock, msg)?;
    socket_close(socket);
    let _ = socket_read(&msgsock, 8192);
    socket_close(msgsock);

    // A message of UDP comes to a port that nobody has.
    let datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_connect(&datagrams, "127.0.0.1", port)?;
    socket_write(&datagrams, msg)?;
    let _ = socket_read(&datagrams, 8192);
    Ok(())
}
