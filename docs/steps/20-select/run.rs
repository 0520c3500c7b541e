//! Step 20: whose socket is ready?
//!
//! `cargo step 20`; the page is docs/steps/20-select/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let mut read = vec![&sock];
    socket_select(&mut read, None, None, 0, None)?; // nobody is there

    let ann = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&ann, ip, port)?;
    let mut read = vec![&sock];
    socket_select(&mut read, None, None, 1, None)?; // a client waits
    let for_ann = socket_accept(&sock)?;

    let bob = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&bob, ip, port)?;
    let mut read = vec![&sock, &for_ann];
    socket_select(&mut read, None, None, 1, None)?; // another one
    let for_bob = socket_accept(&sock)?;

    socket_write(&bob, "hi ann\n", None)?;
    let mut read = vec![&sock, &for_ann, &for_bob];
    socket_select(&mut read, None, None, 1, None)?; // Bob has said something
    socket_read(&for_bob, 8192, None)?;

    socket_close(bob);
    let mut read = vec![&sock, &for_ann, &for_bob];
    socket_select(&mut read, None, None, 1, None)?; // Bob has left
    socket_read(&for_bob, 8192, None)?;

    socket_close(for_bob);
    let mut read = vec![&sock, &for_ann];
    socket_select(&mut read, None, None, 0, None)?; // Ann says nothing
    Ok(())
}
