//! What can go wrong while nobody accepts, each case for real.
//!
//! `cargo step 07-failures`; the page is docs/steps/07-handshake/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 0)?;
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&first, ip, port)?;
    socket_write(&first, "hello\n", None)?;

    println!("-- The queue is full, and the time of SO_SNDTIMEO is over");
    let limited = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let timeout = Timeout {
        sec: 0,
        usec: 100_000,
    };
    socket_set_option(&limited, SOL_SOCKET, SO_SNDTIMEO, timeout)?;
    let _ = socket_connect(&limited, ip, port);
    socket_close(limited);

    println!("-- The queue is full until the kernel gives up");
    let patient = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&patient, SOL_TCP, TCP_USER_TIMEOUT, 1)?; // after a millisecond
    let _ = socket_connect(&patient, ip, port);
    socket_close(patient);

    println!("-- The server has closed without accepting you, and you read");
    socket_close(sock);
    let _ = socket_read(&first, 8192, None);

    println!("-- You write after that");
    let _ = socket_write(&first, "hello\n", None);
    Ok(())
}
