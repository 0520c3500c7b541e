//! Step 17: a server that forgets to close.
//!
//! `cargo step 17-leak`; the page is docs/steps/17-half-close/leak.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let mut clients = Vec::new();
    for _ in 0..20 {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&socket, ip, port)?;

        let msgsock = socket_accept(&sock)?;
        socket_write(&msgsock, "test successful\n", None)?;

        // The client has its answer, and closes. The server keeps its end.
        socket_read(&socket, 8192, None)?;
        socket_close(socket);
        clients.push(msgsock);
    }
    println!("All {} clients have closed.", clients.len());

    // The server goes on until no client has come for ten seconds.
    let patience = Timeout { sec: 10, usec: 0 };
    socket_set_option(&sock, SOL_SOCKET, SO_RCVTIMEO, patience)?;
    let _ = socket_accept(&sock);
    Ok(())
}
