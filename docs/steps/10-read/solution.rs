//! Exercise of step 10, solved: two lines, however they arrive.

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    let mut arrived = Vec::new();
    let mut lines = 0;
    while lines < 2 {
        let buf = socket_read(&socket, 8192, None)?;
        anyhow::ensure!(!buf.is_empty(), "the server closed before the second line");
        arrived.extend(buf);
        // A read may complete no line, one, or several.
        while let Some(end) = arrived.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = arrived.drain(..=end).collect();
            println!("line: {}", String::from_utf8_lossy(&line).trim_end());
            lines += 1;
        }
    }
    Ok(())
}
