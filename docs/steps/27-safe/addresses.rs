//! Step 27: which address a server binds to, and who can reach it there.
//!
//! `cargo step 27-addresses`; the page is docs/steps/27-safe/addresses.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    println!("-- 127.0.0.1");
    let sock = listener("127.0.0.1", port)?;
    let _ = client("127.0.0.2", port);
    socket_close(sock);

    println!("-- 127.0.0.2, one address of several");
    let sock = listener("127.0.0.2", port)?;
    let _ = client("127.0.0.1", port);
    socket_close(sock);

    println!("-- 0.0.0.0, every address");
    let sock = listener("0.0.0.0", port)?;
    let socket = client("127.0.0.2", port)?;
    let msgsock = socket_accept(&sock)?;
    socket_getsockname(&msgsock)?; // the one that the client has used
    socket_close(socket);
    socket_close(msgsock);
    socket_close(sock);
    Ok(())
}

fn listener(ip: &str, port: u16) -> Result<Socket> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;
    Ok(sock)
}

fn client(ip: &str, port: u16) -> Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;
    Ok(socket)
}
