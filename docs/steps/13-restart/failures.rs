//! What can go wrong when a server takes its port again, each case for real.
//!
//! `cargo step 13-failures`; the page is docs/steps/13-restart/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    println!("-- SO_REUSEADDR at the wrong level");
    let _ = socket_set_option(&first, SOL_TCP, SO_REUSEADDR, 1);

    println!("-- Two servers have the port, and both listen");
    socket_set_option(&first, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&first, "127.0.0.1", port)?;
    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&second, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&second, "127.0.0.1", port)?;
    socket_listen(&first, 4)?;
    let _ = socket_listen(&second, 4);
    socket_close(second);

    println!("-- One server listens, and a second binds");
    let third = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&third, SOL_SOCKET, SO_REUSEADDR, 1)?;
    let _ = socket_bind(&third, "127.0.0.1", port);
    socket_close(third);

    println!("-- An old connection is left, and the new server lacks the option");
    old_connection(&first, "127.0.0.1", port)?;
    socket_close(first);
    let again = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    let _ = socket_bind(&again, "127.0.0.1", port);
    socket_close(again);

    println!("-- An old connection is left, and the old server lacked the option");
    without_the_option(port)
}

/// 127.0.0.2 is this machine too, and has ports of its own.
fn without_the_option(port: u16) -> anyhow::Result<()> {
    let first = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&first, "127.0.0.2", port)?;
    socket_listen(&first, 4)?;
    old_connection(&first, "127.0.0.2", port)?;
    socket_close(first);
    let again = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&again, SOL_SOCKET, SO_REUSEADDR, 1)?;
    let _ = socket_bind(&again, "127.0.0.2", port);
    Ok(())
}

/// A client connects, and the server closes first.
fn old_connection(sock: &Socket, ip: &str, port: u16) -> anyhow::Result<()> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;
    socket_close(socket_accept(sock)?);
    socket_close(socket);
    Ok(())
}
