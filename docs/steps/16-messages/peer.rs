//! The check of step 16: messages cut at every byte, ends within one, and lengths that lie.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use php_sockets_test_support::process::status_of;

use crate::learner::Learner;
use crate::peer::Missing;

/// The longest message that the program allows.
const MOST: usize = 4 << 20;

const MESSAGES: [&str; 3] = ["Ho", "", "first blood"];

/// Runs the program once against all of its clients, one after another.
pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints(
        &format!("Listening on 127.0.0.1 port {}.", learner.port()),
        "The program should print `Listening on 127.0.0.1 port {port}.`, with the value of PORT.",
    )?;
    together(learner)?;
    cut(learner)?;
    byte_by_byte(learner)?;
    for (bytes, what) in [
        (&b"\0\0"[..], "two of the four bytes of a length"),
        (b"\0\0\0\x0bfirst", "the length 11 and five bytes"),
    ] {
        ends_within(learner, bytes, what)?;
    }
    for length in [u32::MAX, 1 << 31, MOST as u32 + 1] {
        too_long(learner, length)?;
    }
    lies(learner)?;
    longest(learner)
}

/// The messages in one write, twice.
fn together(learner: &mut Learner) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    let first = framed(MESSAGES[0].as_bytes());
    send(&mut peer, &first);
    expect(
        learner,
        &mut peer,
        &first,
        "A client has sent `Ho` with its length, 6 bytes. The program should send the same 6 bytes \
         back.",
    )?;
    let all = stream();
    send(&mut peer, &all);
    expect(
        learner,
        &mut peer,
        &all,
        "A client has sent three messages in one write: `Ho`, an empty one, and `first blood`. All \
         of them can arrive in one read. Answer each, including the empty one, before you read \
         again.",
    )?;
    closes(learner, peer)
}

/// The same messages in two writes, cut at each place.
fn cut(learner: &mut Learner) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    let all = stream();
    for at in 1..all.len() {
        send(&mut peer, &all[..at]);
        wait_until_read(learner, &peer);
        let whole = whole_until(at);
        expect(
            learner,
            &mut peer,
            &all[..whole],
            &format!(
                "A client has sent the first {at} of {} bytes, and then waits. Of its three \
                 messages, `Ho`, an empty one and `first blood`, those that are whole have {whole} \
                 bytes. The program should send these back now, and keep the others until the rest \
                 of them arrives.",
                all.len()
            ),
        )?;
        send(&mut peer, &all[at..]);
        expect(
            learner,
            &mut peer,
            &all[whole..],
            &format!(
                "A client has sent {} bytes in two parts, cut after {at}. After the second part \
                 the program should have sent all of them back. Keep what has arrived of a \
                 message, or of its length, and append the next read to it.",
                all.len()
            ),
        )?;
    }
    closes(learner, peer)
}

fn byte_by_byte(learner: &mut Learner) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    let all = stream();
    for byte in &all {
        send(&mut peer, &[*byte]);
        wait_until_read(learner, &peer);
    }
    expect(
        learner,
        &mut peer,
        &all,
        "A client has sent its three messages in writes of one byte. The program should send them \
         back, each when it is whole.",
    )?;
    closes(learner, peer)
}

/// A client that stops before its message is whole.
fn ends_within(learner: &mut Learner, bytes: &[u8], what: &str) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    send(&mut peer, bytes);
    let _ = peer.shutdown(Shutdown::Write);
    refused(
        learner,
        peer,
        &format!(
            "A client has sent {what}, and no more will come. That is not a message: the program \
             should send nothing back, and `serve` should return an error, so that `main` prints \
             `The client is dropped: …`."
        ),
    )
}

/// A client that announces more than is allowed.
fn too_long(learner: &mut Learner, length: u32) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    send(&mut peer, &length.to_be_bytes());
    refused(
        learner,
        peer,
        &format!(
            "A client has sent the length {length}, which is more than MOST, and waits. The \
             program should not wait for such a message: `serve` should return an error as soon as \
             it has the length, so that `main` prints `The client is dropped: …`."
        ),
    )?;
    if memory(learner, "VmPeak:").is_some_and(|kib| kib > 1 << 20) {
        return Err(learner.missing(&format!(
            "A client has sent the length {length}, and the program has taken memory for it. \
             Compare the length with MOST first."
        )));
    }
    Ok(())
}

/// A client that announces as much as is allowed, and sends three bytes.
fn lies(learner: &mut Learner) -> Result<(), Missing> {
    let before = memory(learner, "VmSize:");
    let mut peer = connect(learner)?;
    send(&mut peer, &(MOST as u32).to_be_bytes());
    send(&mut peer, b"abc");
    wait_until_read(learner, &peer);
    let now = memory(learner, "VmSize:");
    let taken = now
        .zip(before)
        .map_or(0, |(now, before)| now.saturating_sub(before));
    if taken > MOST as u64 / 1024 / 2 {
        return Err(learner.missing(&format!(
            "A client has sent the length {MOST}, which is allowed, and then three bytes. The \
             program has taken {taken} KiB of memory for it. A thousand such clients cost nothing \
             to make: allocate memory for what has arrived, not for a length."
        )));
    }
    let _ = peer.shutdown(Shutdown::Write);
    refused(
        learner,
        peer,
        &format!(
            "A client has sent the length {MOST}, three bytes, and the end. The program should \
             send nothing back, and print `The client is dropped: …`."
        ),
    )
}

/// A message that is as long as is allowed.
fn longest(learner: &mut Learner) -> Result<(), Missing> {
    let mut peer = connect(learner)?;
    let message: Vec<_> = (0..MOST).map(|at| (at % 251) as u8).collect();
    let message = framed(&message);
    send(&mut peer, &message);
    expect(
        learner,
        &mut peer,
        &message,
        &format!(
            "A client has sent a message of {MOST} bytes, which is MOST. The program should send \
             it back."
        ),
    )?;
    closes(learner, peer)
}

/// The client closes after its last message.
fn closes(learner: &mut Learner, peer: TcpStream) -> Result<(), Missing> {
    let _ = peer.shutdown(Shutdown::Write);
    let hint = "A client has closed, and all of its messages were whole. `serve` should return \
                `Ok(())`, so that `main` prints `The client has closed.`";
    expect_end(learner, peer, hint)?;
    learner.prints("The client has closed.", hint)
}

/// The program must send nothing, close, and go on with the next client.
fn refused(learner: &mut Learner, peer: TcpStream, hint: &str) -> Result<(), Missing> {
    expect_end(learner, peer, hint)?;
    learner.prints("The client is dropped:", hint)
}

/// A reset is an end too: the program may leave bytes unread.
fn expect_end(learner: &mut Learner, mut peer: TcpStream, hint: &str) -> Result<(), Missing> {
    match peer.read(&mut [0]) {
        Ok(0) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => Ok(()),
        _ => Err(learner.missing(hint)),
    }
}

fn expect(
    learner: &mut Learner,
    peer: &mut TcpStream,
    bytes: &[u8],
    hint: &str,
) -> Result<(), Missing> {
    let mut got = vec![0; bytes.len()];
    match peer.read_exact(&mut got) {
        Ok(()) if got == bytes => Ok(()),
        _ => Err(learner.missing(hint)),
    }
}

/// A failure shows when nothing is answered.
fn send(peer: &mut TcpStream, bytes: &[u8]) {
    let _ = peer.write_all(bytes);
}

fn connect(learner: &mut Learner) -> Result<TcpStream, Missing> {
    let hint = "The program should go on after each client, whatever the client has sent, and \
                accept the next one on port {port}. If it has panicked: a slice such as \
                `read[4..]` needs four bytes.";
    let peer = learner.connect(hint)?;
    let set = peer.set_nodelay(true);
    set.map(|()| peer).map_err(|_| learner.missing(hint))
}

/// Waits until the program has read what was sent: the kernel's table shows what is unread.
fn wait_until_read(learner: &Learner, peer: &TcpStream) {
    let Ok(own) = peer.local_addr() else { return };
    let (server, client) = (
        format!(":{:04X}", learner.port()),
        format!(":{:04X}", own.port()),
    );
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(300) {
        let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
        let is_read = table.lines().any(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            fields.len() > 4
                && fields[1].ends_with(&server)
                && fields[2].ends_with(&client)
                && fields[4].ends_with(":00000000")
        });
        if is_read {
            return;
        }
        thread::park_timeout(Duration::from_millis(1));
    }
}

fn framed(message: &[u8]) -> Vec<u8> {
    let length = message.len() as u32;
    [&length.to_be_bytes(), message].concat()
}

fn stream() -> Vec<u8> {
    MESSAGES
        .iter()
        .flat_map(|it| framed(it.as_bytes()))
        .collect()
}

/// How long the messages are together that are whole in the first `at` bytes.
fn whole_until(at: usize) -> usize {
    let ends = MESSAGES.iter().scan(0, |end, message| {
        *end += 4 + message.len();
        Some(*end)
    });
    ends.take_while(|end| *end <= at).last().unwrap_or(0)
}

/// How much memory the program has or had, in KiB.
fn memory(learner: &Learner, field: &str) -> Option<u64> {
    status_of(learner.pid()?, field)
}
