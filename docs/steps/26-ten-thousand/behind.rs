//! Step 26: a server behind a balancer.
//!
//! `cargo step 26-behind 127.0.0.2`; the page is docs/steps/26-ten-thousand/balancer.md. With
//! a number behind the address it ends after as many clients.

use std::env;
use std::thread::sleep;
use std::time::Duration;

use php_sockets::*;

const LINE: usize = 107; // the longest line of the PROXY protocol, with its end

fn main() -> anyhow::Result<()> {
    let ip = env::args().nth(1).unwrap_or("127.0.0.2".into());
    let mut left: u32 = env::args()
        .nth(2)
        .map_or(Ok(u32::MAX), |count| count.parse())?;
    let port: u16 = env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, &*ip, port)?;
    socket_listen(&sock, SOMAXCONN)?;
    println!("Listening on {ip} port {port}.");

    let mut sock = Some(sock);
    while let Some(listener) = &sock {
        let msgsock = match socket_accept(listener) {
            Ok(msgsock) => msgsock,
            Err(error) => {
                eprintln!("{error}");
                sleep(Duration::from_millis(100));
                continue;
            }
        };
        if let Some(client) = client(&msgsock) {
            left -= 1;
            if left == 0 {
                sock = None; // closes it: from now on it refuses connections
            }
            let answer = format!("{ip} answers. The client is {client}\n");
            drop(socket_write(&msgsock, &answer, None)); // it may have left
        }
    }
    println!("{ip} ends.");
    Ok(())
}

/// Whose connection the balancer says it passes on, and who the peer is. `None` if nothing was
/// said, or something else.
fn client(msgsock: &Socket) -> Option<String> {
    let limit = Timeout { sec: 5, usec: 0 };
    socket_set_option(msgsock, SOL_SOCKET, SO_RCVTIMEO, limit).ok()?;
    let mut line = Vec::new();
    while !line.ends_with(b"\n") && line.len() < LINE {
        let data = socket_read(msgsock, LINE - line.len(), None).ok()?;
        if data.is_empty() {
            return None;
        }
        line.extend(data);
    }

    // PROXY TCP4 127.0.0.1 127.0.0.1 40001 8001
    let line = String::from_utf8(line).ok()?;
    let words: Vec<_> = line.trim_end().split(' ').collect();
    let ["PROXY", "TCP4", from, _, port, _] = words[..] else {
        return None;
    };
    let peer = socket_getpeername(msgsock).ok()?;
    Some(format!("{from}:{port}, the peer is {peer}"))
}
