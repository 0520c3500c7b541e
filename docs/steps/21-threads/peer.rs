//! The check of exercise 21: ten clients, an eleventh, and ways to leave.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::learner::Learner;
use crate::peer::Missing;

const LISTENS: &str = "The program should bind to port {port}, the value of PORT, listen, and print \
     `Listening on 127.0.0.1 port {port}.`";
const GREETS: &str = "Up to ten clients at once should be greeted with `test successful`, each as \
     soon as it connects. One of the first ten was not.";
const ECHO: &str = "Ten clients are connected. Each says a line, and should get it back: start a \
     thread for each, and do not wait for its end in the loop.";
const BUSY: &str = "Ten clients are connected, and an eleventh connects. It should read `busy` and \
     an end of line, and nothing else.";
const CLOSED: &str = "The eleventh client has read `busy`. The program should close its socket.";
const STAY: &str = "The eleventh client was sent away. The ten should be served as before.";
const LEFT: &str = "One of the ten has left, and for three seconds every new client reads `busy`. \
     Its place should be free as soon as its thread ends.";
const LATE: &str = "One of the ten has left, and its thread has ended. The next client reads `busy`, and \
     only the one after it is served. Count the threads after `socket_accept`, not before.";
const ONE: &str = "Clients have left, and others have taken their places. There are ten again, \
     so the next should read `busy`.";
const RESET: &str = "All ten have reset their connections, and for three seconds every new client \
     reads `busy`. The place of a client that resets its connection should be free too: `?` leaves \
     the function before its last line.";
const PANIC: &str = "Ten clients have sent bytes that are not text, so their threads have ended \
     with a panic, and for three seconds every new client reads `busy`. A panic skips the rest of \
     the function, but it drops the values that the function owns: dropping one of them should \
     free the place.";
const ALIVE: &str = "Clients were sent away, have left or reset their connections, and no new one \
     is served any more.";

const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    serves_ten(learner.port()).map_err(|hint| learner.missing(hint))
}

fn serves_ten(port: u16) -> Result<(), &'static str> {
    let mut ten = Vec::new();
    for _ in 0..10 {
        ten.push(client(port, GREETS)?);
    }
    all_are_served(&mut ten, ECHO)?;
    for _ in 0..3 {
        is_sent_away(port, BUSY)?;
    }
    all_are_served(&mut ten, STAY)?;

    drop(ten.pop());
    ten.push(within(port, LEFT)?);
    is_free_for_the_next(&mut ten, port)?;
    is_sent_away(port, ONE)?;
    all_are_served(&mut ten, STAY)?;

    for client in ten.drain(..) {
        let now = SockRef::from(&client).set_linger(Some(Duration::ZERO));
        now.map_err(|_| ALIVE)?;
    }
    for _ in 0..10 {
        ten.push(within(port, RESET)?);
    }
    is_sent_away(port, ONE)?;
    for mut client in ten.drain(..) {
        client.write_all(b"\xff\n").map_err(|_| ALIVE)?;
        let _ = client.read(&mut [0; 1]); // its end
    }
    for _ in 0..10 {
        ten.push(within(port, PANIC)?);
    }
    is_sent_away(port, ONE)?;
    all_are_served(&mut ten, ALIVE)
}

/// A client that has been greeted.
fn client(port: u16, hint: &'static str) -> Result<TcpStream, &'static str> {
    let mut client = connect(port).ok_or(hint)?;
    match hears(&mut client, b"test successful\n".len()) {
        Some(heard) if heard == b"test successful\n" => Ok(client),
        _ => Err(hint),
    }
}

/// The first client that is greeted: those who have left may not be gone at once.
fn within(port: u16, hint: &'static str) -> Result<TcpStream, &'static str> {
    let start = Instant::now();
    loop {
        match client(port, hint) {
            Err(_) if start.elapsed() < PATIENCE => sleep(Duration::from_millis(20)),
            result => return result,
        }
    }
}

/// The first client after one that leaves is served, not only the second. A thread may take a moment
/// to end, so it need not be so each time.
fn is_free_for_the_next(ten: &mut Vec<TcpStream>, port: u16) -> Result<(), &'static str> {
    for _ in 0..5 {
        if let Some(mut leaves) = ten.pop() {
            leaves.shutdown(Shutdown::Write).map_err(|_| LATE)?;
            let _ = leaves.read(&mut [0; 1]); // its end
        }
        sleep(Duration::from_millis(100));
        if let Ok(next) = client(port, LATE) {
            ten.push(next);
            return Ok(());
        }
        ten.push(within(port, LATE)?);
    }
    Err(LATE)
}

fn is_sent_away(port: u16, hint: &'static str) -> Result<(), &'static str> {
    let mut client = connect(port).ok_or(ALIVE)?;
    if hears(&mut client, b"busy\n".len()).as_deref() != Some(b"busy\n") {
        return Err(hint);
    }
    match client.read(&mut [0; 1]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(hint),
        Err(_) => Err(CLOSED),
    }
}

fn all_are_served(clients: &mut [TcpStream], hint: &'static str) -> Result<(), &'static str> {
    // The last one first: none waits for another.
    for client in clients.iter_mut().rev() {
        client.write_all(b"Ho\n").map_err(|_| hint)?;
        if hears(client, 3).as_deref() != Some(b"Ho\n") {
            return Err(hint);
        }
    }
    Ok(())
}

fn connect(port: u16) -> Option<TcpStream> {
    let client = TcpStream::connect(("127.0.0.1", port)).ok()?;
    client.set_read_timeout(Some(PATIENCE)).ok()?;
    client.set_write_timeout(Some(PATIENCE)).ok()?;
    Some(client)
}

/// So many bytes, or fewer if the connection ends before.
fn hears(client: &mut TcpStream, count: usize) -> Option<Vec<u8>> {
    let mut heard = Vec::new();
    let mut part = client.take(count as u64);
    match part.read_to_end(&mut heard) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => None,
        _ => Some(heard),
    }
}
