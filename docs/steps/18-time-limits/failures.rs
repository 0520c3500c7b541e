//! What can go wrong with time limits, each case for real.
//!
//! `cargo step 18-failures`; the page is docs/steps/18-time-limits/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let limit = Timeout {
        sec: 0,
        usec: 200_000,
    };

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 0)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    println!("-- The time of SO_RCVTIMEO is over, and the peer is silent");
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    let _ = socket_read(&socket, 8192, None);

    println!("-- The time of SO_SNDTIMEO is over, and the connection is not made");
    let late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&late, SOL_SOCKET, SO_SNDTIMEO, limit)?;
    let _ = socket_connect(&late, "127.0.0.1", port);
    socket_close(late);

    println!("-- A limit of one and a half seconds is given in microseconds alone");
    let one_and_a_half = Timeout {
        sec: 0,
        usec: 1_500_000,
    };
    let _ = socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, one_and_a_half);

    println!("-- The first probe is to be sent at once");
    let _ = socket_set_option(&socket, SOL_TCP, TCP_KEEPIDLE, 0);
    Ok(())
}
