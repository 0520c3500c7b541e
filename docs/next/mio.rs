//! The same server three times: with mio. It sends each line back to the client.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

// ANCHOR: program
const LINE: usize = 2048; // the bytes of a line
const LISTENER: Token = Token(0);

struct Client {
    stream: TcpStream,
    line: Vec<u8>, // the line that has not ended yet
}

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let mut listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    let port = listener.local_addr()?.port();
    println!("Listening on 127.0.0.1 port {port}.");

    let mut poll = Poll::new()?;
    let interest = Interest::READABLE;
    poll.registry()
        .register(&mut listener, LISTENER, interest)?;
    let mut events = Events::with_capacity(128);
    let mut clients: HashMap<Token, Client> = HashMap::new();
    let mut last = 0;
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            result => result?,
        }
        for event in &events {
            let token = event.token();
            if token == LISTENER {
                // An event comes once for all that wait.
                while let Ok((mut stream, _)) = listener.accept() {
                    last += 1;
                    let token = Token(last);
                    if poll
                        .registry()
                        .register(&mut stream, token, interest)
                        .is_ok()
                    {
                        let line = Vec::new();
                        clients.insert(token, Client { stream, line });
                    }
                }
            } else if clients.get_mut(&token).is_some_and(|it| !answer(it)) {
                clients.remove(&token); // which closes its socket
            }
        }
    }
}

/// Reads until nothing is left: there is no other event before that. Sends whole lines back, and
/// returns whether the client stays.
fn answer(client: &mut Client) -> bool {
    let mut data = [0; LINE];
    loop {
        match client.stream.read(&mut data) {
            Ok(length) if length > 0 => client.line.extend(&data[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
            _ => return false,
        }
        let end = client.line.iter().rposition(|&byte| byte == b'\n');
        let rest = client.line.split_off(end.map_or(0, |at| at + 1));
        let lines = std::mem::replace(&mut client.line, rest);
        let is_taken = lines.is_empty()
            || matches!(client.stream.write(&lines), Ok(taken) if taken == lines.len());
        if !is_taken || client.line.len() > LINE {
            return false;
        }
    }
}
// ANCHOR_END: program
