//! Step 22: two messages, and a read that is too short for the first.
//!
//! `cargo step 22`; the page is docs/steps/22-udp/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let receiver = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_bind(&receiver, ip, port)?;

    let sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_sendto(&sender, "abcdef", 6, 0, ip, port)?;
    socket_sendto(&sender, "ghi", 3, 0, ip, port)?;

    let mut data = Vec::new();
    socket_recvfrom(&receiver, &mut data, 3, 0)?;
    let (_, from) = socket_recvfrom(&receiver, &mut data, 8192, 0)?;

    socket_sendto(&receiver, "thanks", 6, 0, from.address(), from.port())?;
    socket_recvfrom(&sender, &mut data, 8192, 0)?;
    Ok(())
}
