//! What calls return that would have to wait, each case for real.
//!
//! `cargo step 19-failures`; the page is docs/steps/19-not-waiting/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 0)?;

    println!("-- No client is there to accept");
    socket_set_nonblock(&sock)?;
    let _ = socket_accept(&sock);

    println!("-- Nothing has arrived to read");
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    socket_set_nonblock(&socket)?;
    let _ = socket_read(&socket, 8192, None);

    println!("-- The connection is not made yet");
    let late = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_nonblock(&late)?;
    let _ = socket_connect(&late, "127.0.0.1", port); // the queue is full

    println!("-- You connect again meanwhile");
    let _ = socket_connect(&late, "127.0.0.1", port);

    println!("-- You write meanwhile");
    let _ = socket_write(&late, "Ho\r\n", None);
    Ok(())
}
