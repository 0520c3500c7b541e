//! Exercise of step 08, solved: who connects?

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on port {port}.");

    for number in 1..=2 {
        let msgsock = socket_accept(&sock)?;
        println!(
            "Client {number} comes from {}.",
            socket_getpeername(&msgsock)?
        );
        socket_close(msgsock);
    }
    Ok(())
}
