//! The check of exercise 17: clients that end their sending, in pieces, at once, or never.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::learner::Learner;
use crate::peer::Missing;

const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints(
        "Listening on 127.0.0.1 port {port}.",
        "The program should listen on port {port}, the value of PORT, and print \
         `Listening on 127.0.0.1 port {port}.`",
    )?;
    in_pieces(learner)?;
    empty(learner)?;
    reset(learner)?;
    fifty(learner)
}

/// The text comes in three pieces, and its end later. One word is cut in the middle.
fn in_pieces(learner: &mut Learner) -> Result<(), Missing> {
    let mut client = learner.connect("The check could not connect to port {port}.")?;
    let mut sent = String::new();
    for piece in ["one two th", "ree four", " five\n"] {
        sent += piece;
        if client.write_all(piece.as_bytes()).is_err() || heard(&client, 150) {
            return Err(learner.missing(&format!(
                "The client has sent {sent:?} so far, and has not ended its sending. The server \
                 should answer only after that: read in a loop until a read returns nothing, the \
                 end.",
            )));
        }
    }
    let hint = "The client has sent `one two th`, `ree four` and ` five\\n`, and has ended its \
                sending. The answer should be `5 words`, then the end: put the pieces together, \
                and count when all have arrived.";
    expect(learner, client, "5 words\n", hint)
}

fn empty(learner: &mut Learner) -> Result<(), Missing> {
    let lost = "After its first client the server should serve the next: the check could not \
                connect to port {port} again.";
    let client = learner.connect(lost)?;
    let hint = "The second client has ended its sending at once. That is an empty text, and the \
                answer should be `0 words`.";
    expect(learner, client, "0 words\n", hint)
}

/// A client that breaks off in the middle; the one after it must be served.
fn reset(learner: &mut Learner) -> Result<(), Missing> {
    let lost = "The server should still listen after two clients, but the check could not \
                connect to port {port}.";
    let mut client = learner.connect(lost)?;
    let linger = SockRef::from(&client).set_linger(Some(Duration::ZERO));
    if linger.and_then(|()| client.write_all(b"never ")).is_err() {
        return Err(learner.missing(lost));
    }
    drop(client);

    let hint = "The third client has reset its connection, and the fourth has sent `still here` \
                and ended its sending. The answer should be `2 words`: handle the failure of one \
                client, and go on. A `?` in the loop ends the server.";
    let mut client = learner.connect(hint)?;
    if client.write_all(b"still here").is_err() {
        return Err(learner.missing(hint));
    }
    expect(learner, client, "2 words\n", hint)
}

/// One after another. None may be left in the server.
fn fifty(learner: &mut Learner) -> Result<(), Missing> {
    for _ in 0..50 {
        let hint = "Fifty clients come, one after another, and each should get the answer \
                    `3 words`. One of them did not.";
        let mut client = learner.connect(hint)?;
        if client.write_all(b"you too, friend").is_err() {
            return Err(learner.missing(hint));
        }
        expect(learner, client, "3 words\n", hint)?;
    }

    let start = Instant::now();
    while left(learner) > 0 {
        if start.elapsed() > PATIENCE {
            let hint = "All the clients have been served and have closed, but the server still \
                        has sockets open for them. Close each client's socket.";
            return Err(learner.missing(hint));
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
    Ok(())
}

/// Whether anything arrives within so many milliseconds, the end too.
fn heard(client: &TcpStream, milliseconds: u64) -> bool {
    let limit = Duration::from_millis(milliseconds);
    client.set_read_timeout(Some(limit)).is_err()
        || !matches!(client.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock)
        || client.set_read_timeout(Some(PATIENCE)).is_err()
}

/// Ends the sending, and reads the answer to its end.
fn expect(
    learner: &mut Learner,
    mut client: TcpStream,
    answer: &str,
    hint: &str,
) -> Result<(), Missing> {
    let _ = client.shutdown(Shutdown::Write); // fails if the server has reset the connection
    let mut got = Vec::new();
    let end = client.read_to_end(&mut got);
    let got = String::from_utf8_lossy(&got);
    if got != answer {
        let hint = format!("{hint}\n\nThe check received {got:?}.");
        return Err(learner.missing(&hint));
    }
    if end.is_err() {
        let hint = format!(
            "The check received {answer:?}, but no normal end after it, within {} seconds. After \
             the answer the server should close the client's socket.",
            PATIENCE.as_secs()
        );
        return Err(learner.missing(&hint));
    }
    Ok(())
}

/// How many sockets the server has besides its listener.
fn left(learner: &Learner) -> usize {
    let Some(server) = learner.pid() else {
        return 0;
    };
    let Ok(open) = fs::read_dir(format!("/proc/{server}/fd")) else {
        return 0;
    };
    let links = open
        .flatten()
        .filter_map(|it| fs::read_link(it.path()).ok());
    let sockets = links.filter(|link| link.to_string_lossy().starts_with("socket:"));
    sockets.count().saturating_sub(1)
}
