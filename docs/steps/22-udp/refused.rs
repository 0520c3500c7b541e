//! Step 22: messages to a port that no program has.
//!
//! `cargo step 22-refused`; the page is docs/steps/22-udp/refused.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let unconnected = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_sendto(&unconnected, "hello", 5, 0, ip, port)?;
    socket_sendto(&unconnected, "hello", 5, 0, ip, port)?;

    let connected = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_connect(&connected, ip, port)?;
    socket_write(&connected, "hello", None)?;
    let _ = socket_write(&connected, "hello", None);
    socket_write(&connected, "hello", None)?;
    Ok(())
}
