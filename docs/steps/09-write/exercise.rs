//! Exercise of step 09: the whole greeting, in Chinese as in the article.
//!
//! `cargo exercise 09` reports what is missing.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    let msg = "测试成功\n";
    // Your turn: only a part of the greeting arrives. Send all of it.
    let taken = socket_write(&socket, msg, msg.chars().count())?;
    println!("The kernel took {taken} bytes.");
    Ok(())
}
