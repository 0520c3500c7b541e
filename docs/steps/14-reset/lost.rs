//! Step 14: a reset throws away what the server wrote.
//!
//! `cargo step 14-lost`; the page is docs/steps/14-reset/index.md.

use php_sockets::*;
use php_sockets_tutorial::shown::{
    port, socket_accept, socket_bind, socket_close, socket_connect, socket_create, socket_listen,
    socket_read, socket_set_nonblock, socket_set_option, socket_write,
};

fn main() -> anyhow::Result<()> {
    let ip = "127.0.0.1";
    let port = port()?; // 8001

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;

    for reads_first in [false, true] {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&socket, ip, port)?;

        let msgsock = socket_accept(&sock)?;

        let message = "Ho\r\nfirst blood\r\n";
        socket_write(&socket, message)?;
        if reads_first {
            socket_read(&msgsock, 8192)?;
        }

        // As much as the kernel takes.
        socket_set_nonblock(&msgsock)?;
        let taken = socket_write(&msgsock, &"x".repeat(16 << 20))?;
        socket_close(msgsock);

        println!("Did all of it arrive? {}", received(&socket) == taken);
        socket_close(socket);
    }

    socket_close(sock);
    Ok(())
}

/// How much comes until the end or a failure.
fn received(socket: &Socket) -> usize {
    let mut total = 0;
    while let Ok(out) = php_sockets::socket_read(socket, 8192, None) {
        if out.is_empty() {
            break;
        }
        total += out.len();
    }
    total
}
