//! The check of the exercise of step 18: clients that are quick, silent, slow, too slow, or never
//! done.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::learner::Learner;
use crate::peer::Missing;

const TOO_SLOW: &str = "Sorry, you took longer than a second.\n";

/// After this time the server has had more than enough.
const LONG: Duration = Duration::from_secs(4);

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints(
        "Listening on 127.0.0.1 port {port}.",
        "The program should bind to port {port}, the value of PORT, listen, and print \
         `Listening on 127.0.0.1 port {port}.`",
    )?;
    thread::park_timeout(Duration::from_millis(1300));

    let mut quick = connect(
        learner,
        "No client came for 1.3 seconds, and now none can connect: the server has ended. The \
         limit belongs to the client's socket, `msgsock`. `sock` may wait for ever.",
    )?;
    send(&mut quick, "Ho\r\n");
    let hint = "The first client sends `Ho\\r\\n` at once. It should get its line back, and then \
         the end.";
    gets(learner, &mut quick, "Ho\r\n", hint)?;

    silent(learner)?;
    slow(learner)?;
    drips(learner)?;
    hurries(learner)?;
    learner.exits(
        0,
        "All six clients have been served. The program should end with code 0.",
    )
}

/// A client that says nothing, and one that waits behind it.
fn silent(learner: &mut Learner) -> Result<(), Missing> {
    let came = Instant::now();
    let mut silent = connect(
        learner,
        "The second client cannot connect: the server has ended.",
    )?;
    let mut behind = connect(
        learner,
        "The third client cannot connect: the server has ended.",
    )?;
    send(&mut behind, "first blood\r\n");
    let hint = "The second client is connected and says nothing. After a second it should get \
         `Sorry, you took longer than a second.\\n` and the end. Limit the read with `SO_RCVTIMEO` \
         and a `Timeout` of `sec` 1 and `usec` 0 (a `usec` of 1000000 is refused with the code \
         33). A read whose time is over fails with the code 11, `SOCKET_EAGAIN`.";
    gets(learner, &mut silent, TOO_SLOW, hint)?;
    if came.elapsed() < Duration::from_millis(700) {
        return Err(learner.missing(
            "The second client says nothing, and got `Sorry, …` before the second was over.",
        ));
    }
    let hint = "The third client had sent its line while the silent one was served. Now it \
         should get its line back: after a time-out, go on with the next client.";
    gets(learner, &mut behind, "first blood\r\n", hint)
}

/// A client whose line comes in two parts, in time.
fn slow(learner: &mut Learner) -> Result<(), Missing> {
    let mut slow = connect(
        learner,
        "The fourth client cannot connect: the server has ended.",
    )?;
    send(&mut slow, "Ho");
    thread::park_timeout(Duration::from_millis(400));
    send(&mut slow, "\r\n");
    let hint = "The fourth client sends `Ho`, and the end of its line 0.4 seconds later. That is \
         in time: it should get `Ho\\r\\n` back.";
    gets(learner, &mut slow, "Ho\r\n", hint)
}

/// A client that sends a byte now and then, and stops before its line has ended.
fn drips(learner: &mut Learner) -> Result<(), Missing> {
    let mut drips = connect(
        learner,
        "The fifth client cannot connect: the server has ended.",
    )?;
    let came = Instant::now();
    for at in [0, 300, 600, 900] {
        let at = Duration::from_millis(at);
        thread::park_timeout(at.saturating_sub(came.elapsed()));
        send(&mut drips, "x");
    }
    let hint = "The fifth client sends a byte at once, and others after 0.3, 0.6 and 0.9 seconds, \
         but never the end of its line. It should get `Sorry, …` one second after it came, and the \
         end. `SO_RCVTIMEO` limits a single read, and each byte starts a new one: set it to what \
         is left of the second before each read.";
    gets(learner, &mut drips, TOO_SLOW, hint)?;
    match came.elapsed() < Duration::from_millis(1600) {
        true => Ok(()),
        false => Err(learner.missing(hint)),
    }
}

/// A client that sends a byte again and again, and never the end of its line.
fn hurries(learner: &mut Learner) -> Result<(), Missing> {
    let mut hurries = connect(
        learner,
        "The sixth client cannot connect: the server has ended.",
    )?;
    let came = Instant::now();
    let _ = hurries.set_nonblocking(true);
    let mut got: Vec<u8> = Vec::new();
    while came.elapsed() < LONG && got.len() < TOO_SLOW.len() {
        send(&mut hurries, "x");
        let mut part = [0; 64];
        match hurries.read(&mut part) {
            Ok(0) => break,
            Ok(size) => got.extend(&part[..size]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                thread::park_timeout(Duration::from_micros(200));
            }
            Err(_) => {} // the server has closed with a byte unread: what it sent is still here
        }
    }
    match got == TOO_SLOW.as_bytes() {
        true => Ok(()),
        false => Err(learner.missing(
            "The sixth client sends byte after byte without a pause, and never the end of its \
             line. It should get `Sorry, …` after a second. When nothing is left of the second, do \
             not read again: a limit of 0 means that there is none, and there is always a byte \
             to read.",
        )),
    }
}

fn connect(learner: &mut Learner, hint: &str) -> Result<TcpStream, Missing> {
    let client = learner.connect(hint)?;
    let set = client.set_read_timeout(Some(LONG));
    set.map(|()| client).map_err(|_| learner.missing(hint))
}

/// Sends it; whether it was of use shows in the answer.
fn send(client: &mut TcpStream, text: &str) {
    let _ = client.write_all(text.as_bytes());
}

/// The client must get exactly this, and the end.
fn gets(
    learner: &mut Learner,
    client: &mut TcpStream,
    text: &str,
    hint: &str,
) -> Result<(), Missing> {
    let mut got = String::new();
    match client.read_to_string(&mut got) {
        Ok(_) if got == text => Ok(()),
        Err(_) if got == text => Err(learner.missing(&format!(
            "A client got what it should, but not the end: close its socket. ({hint})"
        ))),
        _ => Err(learner.missing(&format!("{hint} It got {got:?}."))),
    }
}
