//! Exercise of step 22, solved: a ping that survives loss.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let patience = Timeout {
        sec: 0,
        usec: 200_000,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, patience)?;

    let mut answered = 0;
    for number in 1..=10 {
        if is_answered(&socket, number)? {
            println!("pong {number}");
            answered += 1;
        } else {
            println!("lost {number}");
        }
    }
    println!("{answered} of 10 answered.");
    Ok(())
}

/// Sends a ping until its own answer comes, at most 5 times.
fn is_answered(socket: &Socket, number: i32) -> Result<bool> {
    for _ in 0..5 {
        socket_write(socket, format!("ping {number}"), None)?;
        loop {
            match socket_read(socket, 8192, None) {
                Ok(answer) if answer == format!("pong {number}").as_bytes() => return Ok(true),
                // That of an earlier ping: it came twice, or too late.
                Ok(_) => {}
                Err(error) if error.is_would_block() => break,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(false)
}
