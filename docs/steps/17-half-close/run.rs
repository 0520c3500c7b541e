//! Step 17: the client ends its sending, and still reads the answer.
//!
//! `cargo step 17`; the page is docs/steps/17-half-close/index.md.

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    let msgsock = socket_accept(&sock)?;

    // The client asks, and says that this is all.
    socket_write(&socket, "Ho\r\nfirst blood\r\n", None)?;
    socket_shutdown(&socket, SHUT_WR)?;

    // The server reads to the end, and answers.
    let question = read_to_end(&msgsock)?;
    let answer = format!("{} bytes\n", question.len());
    socket_write(&msgsock, &answer, None)?;
    socket_close(msgsock);

    // The client reads to the end, too.
    let answer = read_to_end(&socket)?;
    println!("The answer: {}", String::from_utf8_lossy(&answer).trim());

    socket_close(socket);
    socket_close(sock);
    Ok(())
}

/// Everything until the other end has ended its sending.
fn read_to_end(socket: &Socket) -> anyhow::Result<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let buf = socket_read(socket, 8192, None)?;
        if buf.is_empty() {
            return Ok(all); // the end
        }
        all.extend(buf);
    }
}
