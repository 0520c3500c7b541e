//! Exercise of step 19: a connect that is finished by hand.
//!
//! `cargo exercise 19` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, SOL_TCP)?;
    match socket_connect(&socket, "127.0.0.1", port) {
        Err(error) if error.code() == SOCKET_EINPROGRESS => println!("Connecting …"),
        result => result?,
    }
    // Your turn: wait until the attempt has ended, four seconds at most. Go on only if there is a
    // connection. Otherwise print "No connection: Connection refused.", with the reason, or
    // "No answer in 4 seconds.", and end.
    println!("Connected.");
    socket_write(&socket, "Ho\r\n", None)?;
    Ok(())
}
