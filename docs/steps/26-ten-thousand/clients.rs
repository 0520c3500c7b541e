//! Step 26: six clients, one after another, of the balancer.
//!
//! `cargo step 26-clients`; the page is docs/steps/26-ten-thousand/balancer.md.

use std::thread::sleep;
use std::time::{Duration, Instant};

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let start = Instant::now();
    for _ in 0..6 {
        let socket = loop {
            let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
            match socket_connect(&socket, "127.0.0.1", port) {
                Ok(()) => break socket,
                // The balancer may not be there yet.
                Err(_) if start.elapsed() < Duration::from_secs(10) => {
                    sleep(Duration::from_millis(50));
                }
                Err(error) => return Err(error.into()),
            }
        };
        println!("I am {}", socket_getsockname(&socket)?);
        let answer = socket_read(&socket, 8192, PHP_NORMAL_READ)?;
        print!("{}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}
