//! Exercise of step 15, solved: all of it, or as much as there is time for.

use std::env;
use std::time::{Duration, Instant};

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    // A million numbered lines of 16 bytes: 16 MiB.
    let answer: String = (0..1 << 20).map(|line| format!("{line:015}\n")).collect();
    println!("Listening on 127.0.0.1 port {port}.");

    let msgsock = socket_accept(&sock)?;
    let sent = send_all(&msgsock, answer.as_bytes(), Duration::from_secs(2))?;
    match sent == answer.len() {
        true => println!("Sent all {sent} bytes."),
        false => println!("Gave up after {sent} bytes."),
    }
    socket_close(msgsock);
    Ok(())
}

/// Sends `data`, and returns how many bytes of it the kernel has taken when all are sent or the
/// time is up.
fn send_all(socket: &Socket, data: &[u8], time: Duration) -> anyhow::Result<usize> {
    let end = Instant::now() + time;
    let mut sent = 0;
    while sent < data.len() {
        // The time that is left for all of it, not for this write.
        let left = end.saturating_duration_since(Instant::now());
        let left = Timeout {
            sec: left.as_secs() as i64,
            usec: left.subsec_micros() as i64,
        };
        if left.sec == 0 && left.usec == 0 {
            break; // as an option it would mean: no limit
        }
        socket_set_option(socket, SOL_SOCKET, SO_SNDTIMEO, left)?;
        match socket_write(socket, &data[sent..], None) {
            Ok(taken) => sent += taken,
            Err(error) if error.is_would_block() => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sent)
}
