//! Exercise of step 22: a ping that survives loss.
//!
//! `cargo exercise 22` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    // Your turn: the peer answers `ping 3` with `pong 3`. But some of the messages are lost, and
    // some answers come twice, or too late. Send each ping up to 5 times, and wait 200 ms for the
    // answer each time. Print `lost 3` if there is none.
    let mut answered = 0;
    for number in 1..=10 {
        socket_write(&socket, format!("ping {number}"), None)?;
        let answer = socket_read(&socket, 8192, None)?;
        println!("{}", String::from_utf8_lossy(&answer));
        answered += 1;
    }
    println!("{answered} of 10 answered.");
    Ok(())
}
