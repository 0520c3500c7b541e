//! The check of exercise 27: the attacks of the step, and what a polite client notices of each.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_test_support::process::status_of;
use socket2::{Domain, SockAddr, SockRef, Socket, Type};

use crate::learner::Learner;
use crate::peer::Missing;

/// The longest message that is allowed, and how many clients.
const MOST: usize = 65536;
const CLIENTS: usize = 20;

/// In `/proc/net/tcp`.
const ESTABLISHED: &str = "01";

/// How long the program may take to answer, or to send somebody away.
const PATIENCE: Duration = Duration::from_secs(10);

const LISTENS: &str = "The program should bind to port {port}, the value of PORT, listen, and print \
     `Listening on 127.0.0.1 port {port}.`";
const ECHO: &str = "A client has sent the message `Ho` with its length, 6 bytes. The program should \
     send the same 6 bytes back, as it did before you changed it.";
const NEXT: &str = "A client was served, and has left. The next one should be served too: the end of \
     one client must not end the program.";
const SILENT: &str = "A client has connected and says nothing. The next one has sent a message, and \
     should get it back at once. Do not wait for one client: watch all of them with \
     `socket_select`, with sockets that do not block, or start a thread for each.";
const SLOW: &str = "A client has sent half of a length, and no more. The next one should be served. \
     Keep what has arrived of each client's message in a place of its own.";
const STAYS: &str = "A client has said nothing for more than 10 seconds, and is still connected. \
     Close its socket when TIME is over: without a limit, silent clients take all places.";
const HALF: &str = "A client has sent two bytes of a length, and then nothing for 10 seconds. It is \
     still connected. Close its socket when its message is not whole in TIME.";
const DRIP: &str = "A client sends one byte of its message every 200 ms, for more than 10 seconds, \
     and is still connected. Each byte must not start the time again: count from its last whole \
     message. (`SO_RCVTIMEO` alone starts again with each read.)";
const EARLY: &str = "A client sends a message every half second, and its connection was closed, or \
     it got no answer. TIME starts again with each whole message.";
const LONG: &str = "A client has sent a length of more than MOST, and waits. The program should \
     close its socket at once.";
const AFTER: &str = "An attacker was there, and is gone. The next client should be served as before. \
     No `?` in the loop for what one client does.";
const MUTE: &str = "A client sends messages and never reads the answers. Another one should be \
     served meanwhile. Make the sockets non-blocking, or give each write a limit, `SO_SNDTIMEO`.";
const MEMORY: &str = "A client sends messages and never reads the answers, and the program has taken \
     more than 8 MiB for it. When too much is waiting for a client, do not read from it.";
const TAKES: &str = "A client has sent messages, and reads no answers for 10 seconds. It is still \
     connected. Close its socket when TIME is over, also while answers wait for it. Nobody else \
     sends anything meanwhile: give `socket_select` a limit of a second, so that the loop goes on.";
const RESETS: &str = "Fifty clients have reset their connections in the middle of a message. The \
     next one should be served. Only the client's own part ends with the error.";
const TWENTY: &str = "Twenty clients are connected, and each sends a message. All should be served. \
     If some were told to leave: those who have left before must have given their places back.";
const MORE: &str = "Twenty clients are connected, and one more connects. The program should close \
     its socket at once, without waiting: 21 are more than CLIENTS.";
const PLACE: &str = "Twenty clients were connected, and one of them has left. The next client \
     should be served: a client that leaves gives its place back.";
const TERM: &str = "SIGTERM was sent to the program while clients were connected. It should end with \
     the code 0 within 10 seconds. Register a flag with `signal_hook::flag::register`, look at it \
     in each turn of the loop, and let no wait be longer than a second.";
const CLOSES: &str = "SIGTERM was sent to the program. The clients that were connected should read \
     the end.";

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    let port = learner.port();
    let memory = memory(learner);

    served(port, ECHO).map_err(|hint| learner.missing(hint))?;
    served(port, NEXT).map_err(|hint| learner.missing(hint))?;
    times(port).map_err(|hint| learner.missing(hint))?;
    sizes(port).map_err(|hint| learner.missing(hint))?;
    let mute = mute(port).map_err(|hint| learner.missing(hint))?;
    if self::memory(learner) > memory + 8192 {
        return Err(learner.missing(MEMORY));
    }
    is_closed(port, &mute).map_err(|hint| learner.missing(hint))?;
    counts(port).map_err(|hint| learner.missing(hint))?;
    stops(learner, port)
}

/// Silent and slow clients disturb nobody, and have to leave; one that talks stays.
fn times(port: u16) -> Result<(), &'static str> {
    // Each is still there when the next one has been served: that did not wait for its end.
    let silent = connect(port, SILENT)?;
    served(port, SILENT)?;
    if has_ended(&silent) {
        return Err(SILENT);
    }
    let half = connect(port, SLOW)?;
    say(&half, b"\0\0");
    served(port, SLOW)?;
    if has_ended(&half) {
        return Err(SLOW);
    }

    let (drip, mut polite) = (connect(port, SLOW)?, connect(port, SLOW)?);
    say(&drip, &framed(&[b'x'; 1000])[..4]);
    let start = Instant::now();
    let mut drips = true;
    // Longer than TIME, and until the slow one is sent away.
    while drips || start.elapsed() < Duration::from_secs(5) {
        if drips && start.elapsed() > PATIENCE {
            return Err(if has_ended(&silent) { DRIP } else { STAYS });
        }
        if start.elapsed() < Duration::from_secs(5) {
            answers(&mut polite, EARLY)?;
        }
        for _ in 0..2 {
            sleep(Duration::from_millis(200));
            drips = drips && (&drip).write_all(b"x").is_ok() && !has_ended(&drip);
        }
    }
    is_sent_away(&silent, STAYS)?;
    is_sent_away(&half, HALF)
}

/// Too long a message, and connections that break off.
fn sizes(port: u16) -> Result<(), &'static str> {
    for length in [u32::MAX, MOST as u32 + 1] {
        let long = connect(port, AFTER)?;
        say(&long, &length.to_be_bytes());
        // Sooner than TIME would end it, even if that is late.
        let start = Instant::now();
        is_sent_away(&long, LONG)?;
        if start.elapsed() > Duration::from_millis(2500) {
            return Err(LONG);
        }
        served(port, AFTER)?;
    }
    for _ in 0..50 {
        let breaks = connect(port, RESETS)?;
        say(&breaks, b"\0\0\0\x0bfirst");
        let now = SockRef::from(&breaks).set_linger(Some(Duration::ZERO));
        now.map_err(|_| RESETS)?;
    }
    served(port, RESETS)
}

/// One that takes as little as it can, and sends as much as it can.
fn mute(port: u16) -> Result<Socket, &'static str> {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    let mute = Socket::new(Domain::IPV4, Type::STREAM, None).and_then(|mute| {
        mute.set_recv_buffer_size(4096)?;
        mute.connect(&SockAddr::from(address))?;
        mute.set_write_timeout(Some(Duration::from_millis(300)))?;
        Ok(mute)
    });
    let mute = mute.map_err(|_| AFTER)?;
    let messages = framed(&[b'x'; 1020]).repeat(64);
    let mut sent = 0;
    while sent < 32 << 20 {
        // As far as the program takes it.
        match (&mute).write(&messages[sent % 1024..]) {
            Ok(taken) => sent += taken,
            Err(_) => break,
        }
    }
    served(port, MUTE)?;
    Ok(mute)
}

fn counts(port: u16) -> Result<(), &'static str> {
    // Those who were there before may not be gone at once.
    let mut twenty = vec![first(port, TWENTY)?];
    while twenty.len() < CLIENTS {
        twenty.push(first(port, TWENTY)?);
    }
    let start = Instant::now();
    let more = connect(port, MORE)?;
    is_sent_away(&more, MORE)?;
    if start.elapsed() > Duration::from_millis(2500) {
        return Err(MORE);
    }
    for one in &mut twenty {
        answers(one, TWENTY)?;
    }
    twenty.pop();
    first(port, PLACE).map(drop)
}

fn stops(learner: &mut Learner, port: u16) -> Result<(), Missing> {
    let mut talked = first(port, AFTER).map_err(|hint| learner.missing(hint))?;
    let silent = connect(port, AFTER).map_err(|hint| learner.missing(hint))?;
    let pid = learner.pid().ok_or_else(|| learner.missing(TERM))?;
    let sent = kill(Pid::from_raw(pid), Signal::SIGTERM);
    sent.map_err(|_| learner.missing(TERM))?;
    learner.exits(0, TERM)?;
    let ends = matches!(talked.read(&mut [0; 1]), Ok(0)) && has_ended(&silent);
    if ends {
        Ok(())
    } else {
        Err(learner.missing(CLOSES))
    }
}

/// A client that is served, and leaves.
fn served(port: u16, hint: &'static str) -> Result<(), &'static str> {
    let mut client = connect(port, hint)?;
    answers(&mut client, hint)
}

/// The first client that is served: those who have left may not be gone at once.
fn first(port: u16, hint: &'static str) -> Result<TcpStream, &'static str> {
    let start = Instant::now();
    loop {
        let mut client = connect(port, hint)?;
        match answers(&mut client, hint) {
            Ok(()) => return Ok(client),
            Err(_) if start.elapsed() < PATIENCE => sleep(Duration::from_millis(50)),
            Err(hint) => return Err(hint),
        }
    }
}

fn answers(client: &mut TcpStream, hint: &'static str) -> Result<(), &'static str> {
    let message = framed(b"Ho");
    client.write_all(&message).map_err(|_| hint)?;
    let mut answer = [0; 6];
    client.read_exact(&mut answer).map_err(|_| hint)?;
    if answer == *message {
        Ok(())
    } else {
        Err(hint)
    }
}

fn connect(port: u16, hint: &'static str) -> Result<TcpStream, &'static str> {
    let client = TcpStream::connect(("127.0.0.1", port)).and_then(|client| {
        client.set_read_timeout(Some(PATIENCE))?;
        client.set_write_timeout(Some(PATIENCE))?;
        client.set_nodelay(true)?;
        Ok(client)
    });
    client.map_err(|_| hint)
}

/// A failure shows when nothing is answered.
fn say(mut client: &TcpStream, bytes: &[u8]) {
    let _ = client.write_all(bytes);
}

/// Whether its connection ends within the time. What has arrived before does not matter.
fn is_sent_away(mut client: &TcpStream, hint: &'static str) -> Result<(), &'static str> {
    let set = client.set_read_timeout(Some(PATIENCE));
    set.map_err(|_| hint)?;
    let mut buffer = [0; 8192];
    loop {
        match client.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(hint),
            Err(_) => return Ok(()), // a reset
        }
    }
}

/// Whether the program has closed its socket for this client. The client does not read: its end
/// would come after all answers. The kernel's table shows it.
fn is_closed(port: u16, client: &Socket) -> Result<(), &'static str> {
    let own = client.local_addr().ok().and_then(|own| own.as_socket());
    let own = own.ok_or(TAKES)?.port();
    let (server, client) = (format!(":{port:04X}"), format!(":{own:04X}"));
    let is_open = |line: &str| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [_, local, remote, state, ..] = fields[..] else {
            return false;
        };
        local.ends_with(&server) && remote.ends_with(&client) && state == ESTABLISHED
    };
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let table = fs::read_to_string("/proc/net/tcp").map_err(|_| TAKES)?;
        if !table.lines().any(is_open) {
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
    Err(TAKES)
}

/// Whether its end has arrived already.
fn has_ended(client: &TcpStream) -> bool {
    let peeked = client
        .set_nonblocking(true)
        .and_then(|()| client.peek(&mut [0]));
    let _ = client.set_nonblocking(false);
    !peeked.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

fn framed(message: &[u8]) -> Vec<u8> {
    let length = message.len() as u32;
    [&length.to_be_bytes(), message].concat()
}

/// How much memory the program has in use, in KiB.
fn memory(learner: &Learner) -> u64 {
    let pid = learner.pid();
    pid.and_then(|pid| status_of(pid, "VmRSS:")).unwrap_or(0)
}
