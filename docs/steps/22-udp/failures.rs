//! What can go wrong with messages, each case for real.
//!
//! `cargo step 22-failures`; the page is docs/steps/22-udp/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- You write before the socket has a peer");
    let sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    let _ = socket_write(&sender, "hello", None);

    println!("-- No program has the port, and this is the call after the message");
    socket_connect(&sender, "127.0.0.1", port)?;
    socket_write(&sender, "hello", None)?;
    let _ = socket_read(&sender, 8192, None);

    println!("-- The message is longer than a datagram can be");
    let _ = socket_write(&sender, "x".repeat(65508), None);

    println!("-- You send to all machines without SO_BROADCAST");
    let _ = socket_sendto(&sender, "hello", 5, 0, "127.255.255.255", port);

    println!("-- A message is lost, and the time of SO_RCVTIMEO is over");
    let receiver = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_bind(&receiver, "127.0.0.1", port)?;
    let patience = Timeout {
        sec: 0,
        usec: 50_000,
    };
    socket_set_option(&receiver, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_read(&receiver, 8192, None);
    Ok(())
}
