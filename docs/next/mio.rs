//! The same server three times: with mio. It sends each line back to the client.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};

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
    let registry = poll.registry().try_clone()?;
    registry.register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(128);
    let mut clients: HashMap<Token, Client> = HashMap::new();
    let (mut last, mut waits) = (0, false);
    loop {
        // There is no second event for those that wait, so it looks again after a while.
        let limit = waits.then_some(Duration::from_millis(100));
        match poll.poll(&mut events, limit) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            result => result?,
        }
        for event in &events {
            let token = event.token();
            if token == LISTENER {
                waits = true;
            } else if clients.get_mut(&token).is_some_and(|it| !answer(it)) {
                clients.remove(&token); // which closes its socket
            }
        }
        while waits {
            last += 1;
            match welcome(&listener, &registry, Token(last)) {
                Ok(client) => drop(clients.insert(Token(last), client)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => waits = false, // all are in
                Err(_) => break, // most often there is no descriptor left
            }
        }
    }
}

fn welcome(listener: &TcpListener, registry: &Registry, token: Token) -> io::Result<Client> {
    let (mut stream, _) = listener.accept()?;
    registry.register(&mut stream, token, Interest::READABLE)?;
    let line = Vec::new();
    Ok(Client { stream, line })
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
