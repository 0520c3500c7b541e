//! Exercise of step 13, solved: a server that can be started again at once.

use std::env;
use std::process;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = env::args().nth(1).unwrap_or_else(|| "127.0.0.1".into());
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    if let Err(error) = socket_bind(&sock, &ip, port) {
        // With the option set, old connections are no longer a reason.
        if error.code() == SOCKET_EADDRINUSE {
            println!("Another server listens on port {port}.");
            process::exit(1);
        }
        return Err(error.into());
    }
    socket_listen(&sock, 4)?;
    println!("Listening on {ip} port {port}.");

    let msgsock = socket_accept(&sock)?;
    socket_write(&msgsock, "test successful\n", None)?;
    socket_close(msgsock);
    Ok(())
}
