//! Step 22: messages for which the receiver has no room.
//!
//! `cargo step 22-lost`; the page is docs/steps/22-udp/lost.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let receiver = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    // The kernel gives it the smallest buffer that it has: about 2 KiB.
    socket_set_option(&receiver, SOL_SOCKET, SO_RCVBUF, 1)?;
    socket_bind(&receiver, ip, port)?;

    let sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_connect(&sender, ip, port)?;
    socket_write(&sender, "1".repeat(4000), None)?;
    socket_write(&sender, "2".repeat(4000), None)?;
    socket_write(&sender, "3".repeat(4000), None)?;

    socket_read(&receiver, 8192, None)?;
    socket_write(&sender, "4".repeat(4000), None)?;
    socket_read(&receiver, 8192, None)?;
    Ok(())
}
