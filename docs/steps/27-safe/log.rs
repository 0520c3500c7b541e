//! Step 27: what a client sends goes into a log, as it came and escaped.
//!
//! `cargo step 27-log`; the page is docs/steps/27-safe/log.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "127.0.0.1", 0)?;
    socket_listen(&sock, 4)?;
    let port = socket_getsockname(&sock)?.port();

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    let name = "\x1b[1mZoë\x1b[0m\n127.0.0.1 the administrator logs in: \"root\"\n";
    socket_write(&socket, name, None)?;

    let msgsock = socket_accept(&sock)?;
    let name = socket_read(&msgsock, 8192, None)?;

    println!("-- As it came");
    println!(
        "127.0.0.1 a client logs in: {}",
        String::from_utf8_lossy(&name)
    );

    println!("-- Escaped as bytes");
    println!("127.0.0.1 a client logs in: \"{}\"", name.escape_ascii());

    println!("-- Escaped as text");
    let text = String::from_utf8_lossy(&name);
    println!("127.0.0.1 a client logs in: \"{}\"", text.escape_debug());
    Ok(())
}
