//! Exercise of step 07, solved: how many connections does a queue take?

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let backlog: i32 = env::args().nth(1).unwrap_or_else(|| "4".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", 0)?;
    socket_listen(&sock, backlog)?;
    let port = socket_getsockname(&sock)?.port();

    let mut taken = 0;
    loop {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        let timeout = Timeout {
            sec: 0,
            usec: 100_000,
        };
        socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, timeout)?;
        match socket_connect(&socket, "127.0.0.1", port) {
            // It is closed here, and keeps its place in the queue all the same.
            Ok(()) => taken += 1,
            Err(error) if error.code() == SOCKET_EINPROGRESS => break,
            Err(error) => return Err(error.into()),
        }
    }
    println!("A queue of {backlog} takes {taken}.");
    Ok(())
}
