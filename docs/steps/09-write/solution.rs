//! Exercise of step 09, solved: the whole greeting, in Chinese as in the article.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    let msg = "测试成功\n";
    // A length is a number of bytes, and each of the Chinese characters has three.
    let taken = socket_write(&socket, msg, msg.len())?;
    println!("The kernel took {taken} bytes.");
    Ok(())
}
