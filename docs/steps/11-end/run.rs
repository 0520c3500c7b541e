//! Step 11: the client reads until the server has closed.
//!
//! `cargo step 11`; the page is docs/steps/11-end/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // Lets you start it again at once; step 13 says why.
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    // Longer than one read.
    let msg = "test successful\n".repeat(600);
    socket_write(&msgsock, &msg, None)?;
    socket_close(msgsock);

    let mut answer = Vec::new();
    loop {
        let out = socket_read(&socket, 8192, None)?;
        if out.is_empty() {
            break; // the end
        }
        answer.extend(out);
    }
    println!("The whole answer has {} bytes.", answer.len());

    socket_close(socket);
    socket_close(sock);
    Ok(())
}
