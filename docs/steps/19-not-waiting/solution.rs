//! Exercise of step 19, solved: a connect that is finished by hand.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, SOL_TCP)?;
    match socket_connect(&socket, "127.0.0.1", port) {
        Err(error) if error.code() == SOCKET_EINPROGRESS => println!("Connecting …"),
        result => result?,
    }
    // Writable means that the attempt has ended. SO_ERROR says how.
    if socket_select(None, &mut vec![&socket], None, 4, None)? == 0 {
        println!("No answer in 4 seconds.");
        return Ok(());
    }
    let code = socket_get_option(&socket, SOL_SOCKET, SO_ERROR)?.as_int();
    if let Some(code @ 1..) = code {
        println!("No connection: {}.", socket_strerror(code));
        return Ok(());
    }
    println!("Connected.");
    socket_write(&socket, "Ho\r\n", None)?;
    Ok(())
}
