//! What can go wrong while nobody accepts, each case for real.
//!
//! `cargo step 07-failures`; the page is docs/steps/07-handshake/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_bind, socket_close, socket_connect, socket_create, socket_listen, socket_read,
    socket_set_nonblock, socket_set_option, socket_write,
};

fn main() -> anyhow::Result<()> {
    let (ip, port) = ("127.0.0.1", port()?); // 8001
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 0)?;
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&first, ip, port)?;
    socket_write(&first, "hello\n")?;

    // The queue is full. This one waits a tenth of a second.
    let limited = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let timeout = Timeout {
        sec: 0,
        usec: 100_000,
    };
    socket_set_option(&limited, SOL_SOCKET, SO_SNDTIMEO, timeout)?;
    let _ = socket_connect(&limited, ip, port);
    socket_close(limited);
    // This one does not wait at all.
    let hasty = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_nonblock(&hasty)?;
    let _ = socket_connect(&hasty, ip, port);
    let _ = socket_connect(&hasty, ip, port);
    socket_close(hasty);
    // And this one until the kernel gives up, which it is told to do early.
    let patient = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&patient, SOL_TCP, TCP_USER_TIMEOUT, 1)?; // milliseconds
    let _ = socket_connect(&patient, ip, port);
    socket_close(patient);

    // The server ends, and has never accepted the first.
    socket_close(sock);
    let _ = socket_read(&first, 8192);
    let _ = socket_write(&first, "hello\n");
    Ok(())
}
