//! Exercise of step 13: a server that can be started again at once.
//!
//! `cargo exercise 13` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = env::args().nth(1).unwrap_or_else(|| "127.0.0.1".into());
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    // Your turn: make the server get its port back when it is restarted at once. If another
    // server listens there, print "Another server listens on port ….", and end with code 1.
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, &ip, port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on {ip} port {port}.");

    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_close(msgsock);
    Ok(())
}
