//! Exercise of step 18, solved: a server that does not wait for a slow client for ever.

use std::env;
use std::time::{Duration, Instant};

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    for _ in 0..6 {
        let msgsock = socket_accept(&sock)?;
        if let Err(error) = serve(&msgsock) {
            println!("{error}");
        }
    }
    Ok(())
}

/// Reads the client's line, and sends it back.
fn serve(msgsock: &Socket) -> Result<()> {
    let accepted = Instant::now();
    let mut line = Vec::new();
    while !line.ends_with(b"\n") {
        // The limit is for the whole line, so each read may take what is left of it.
        let left = Duration::from_secs(1).saturating_sub(accepted.elapsed());
        let read = match left.as_micros() {
            0 => None, // as a limit, 0 would mean: without limit
            _ => read_within(left, msgsock)?,
        };
        let Some(buf) = read else {
            socket_write(msgsock, TOO_SLOW, None)?;
            return Ok(());
        };
        if buf.is_empty() {
            return Ok(()); // the client has closed
        }
        line.extend(buf);
    }
    socket_write(msgsock, line, None)?;
    Ok(())
}

/// What a read returns, or nothing if the time is over.
fn read_within(left: Duration, msgsock: &Socket) -> Result<Option<Vec<u8>>> {
    let limit = Timeout {
        sec: left.as_secs() as i64,
        usec: left.subsec_micros().into(),
    };
    socket_set_option(msgsock, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    match socket_read(msgsock, 8192, None) {
        Err(error) if error.code() == SOCKET_EAGAIN => Ok(None),
        result => result.map(Some),
    }
}

const TOO_SLOW: &str = "Sorry, you took longer than a second.\n";
