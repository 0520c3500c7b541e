//! The check of the exercise of step 19: peers that accept late, refuse, or do not answer.

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use php_sockets_test_support::process::{cpu_ticks, status_of};
use socket2::{Domain, Socket, Type};

use crate::learner::Learner;
use crate::peer::Missing;

/// How long the check waits for the program.
const PATIENCE: Duration = Duration::from_secs(10);

const CONNECTING: &str = "The program should connect to 127.0.0.1, port {port}, the value of PORT, \
     with a non-blocking socket, and print `Connecting …` when it gets the code 115.";

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    late(learner)?;
    refuses(learner)?;
    silent(learner)
}

/// Its queue is full at first, so the connection is made when the program's kernel tries again,
/// after a second.
fn late(learner: &mut Learner) -> Result<(), Missing> {
    let (listener, _first) = full(learner)?;
    learner.start(&[])?;
    let started = Instant::now();
    learner.prints("Connecting …", CONNECTING)?;

    let until = |milliseconds| {
        let time = Duration::from_millis(milliseconds);
        thread::park_timeout(time.saturating_sub(started.elapsed()));
    };
    until(300);
    let before = Effort::of(learner);
    until(600);
    learner.lacks(
        "Connected.",
        "The peer has not answered yet, but the program has printed `Connected.` The code 115 says \
         that the connection is still being made. Wait until `socket_select` finds the socket \
         writable.",
    )?;
    let after = Effort::of(learner);
    let room = listener.accept().map(|_| ());
    room.map_err(|_| learner.missing("The check could not accept its own connection."))?;
    waits(learner, before, after)?;

    let hint = "The peer answered after a second. The socket was writable then, and the program \
         should have printed `Connected.` Pass the socket in the second list of `socket_select`: \
         when the attempt has ended, it is writable. If the program printed `No connection: …`, \
         read `SO_ERROR` with `socket_get_option`: `socket_last_error` still has the 115 of the \
         connect.";
    learner.prints("Connected.", hint)?;
    receives(learner, &listener)?;
    learner.exits(
        0,
        "The program should end with code 0 when it has sent its line.",
    )
}

/// The program's line arrives, and the end.
fn receives(learner: &mut Learner, listener: &Socket) -> Result<(), Missing> {
    let hint = "The program is connected, and should send `Ho\\r\\n`.";
    let mut peer: TcpStream = match listener.accept() {
        Ok((peer, _)) => peer.into(),
        Err(_) => return Err(learner.missing(hint)),
    };
    let mut got = String::new();
    let read = peer
        .set_read_timeout(Some(PATIENCE))
        .and_then(|()| peer.read_to_string(&mut got));
    match read.is_ok() && got == "Ho\r\n" {
        true => Ok(()),
        false => Err(learner.missing(&format!("{hint} The peer received {got:?}."))),
    }
}

/// A program that waits does nothing in the meantime.
fn waits(
    learner: &mut Learner,
    before: Option<Effort>,
    after: Option<Effort>,
) -> Result<(), Missing> {
    // It has ended already: what it should have printed is missed later.
    let (Some(before), Some(after)) = (before, after) else {
        return Ok(());
    };
    let ticks = after.ticks - before.ticks;
    if ticks > 1 {
        return Err(learner.missing(&format!(
            "In 0.3 seconds, in which nothing happened, the program has used {} milliseconds of \
             CPU time: it asks again and again. Call `socket_select` once, with a limit of 4 \
             seconds.",
            ticks * 10,
        )));
    }
    let wakes = after.wakes - before.wakes;
    if wakes > 2 {
        return Err(learner.missing(&format!(
            "In 0.3 seconds, in which nothing happened, the program has woken up {wakes} times. It \
             should not ask again and again, not even with pauses. Call `socket_select` once, with \
             a limit of 4 seconds.",
        )));
    }
    Ok(())
}

/// There is a socket on the port, which does not listen.
fn refuses(learner: &mut Learner) -> Result<(), Missing> {
    let _bound = bound(learner)?;
    learner.start(&[])?;
    learner.prints("Connecting …", CONNECTING)?;
    learner.prints(
        "No connection: Connection refused.",
        "This time no server listens on port {port}. The socket is writable when the attempt has \
         ended, and that may be a failure: read `SO_ERROR` with `socket_get_option`. If it is not \
         0, print `No connection: Connection refused.`, with the words that `socket_strerror` has \
         for it.",
    )?;
    learner.lacks(
        "Connected.",
        "No server listens on port {port}, but the program has printed `Connected.`",
    )?;
    learner.exits(
        0,
        "The program should end with code 0 after `No connection: …`.",
    )
}

/// Its queue stays full.
fn silent(learner: &mut Learner) -> Result<(), Missing> {
    let _full = full(learner)?;
    learner.start(&[])?;
    let started = Instant::now();
    learner.prints("Connecting …", CONNECTING)?;
    let hint = "This time the peer does not answer. After 4 seconds the program should print `No \
         answer in 4 seconds.` `socket_select` returns 0 when its time is over.";
    learner.prints("No answer in 4 seconds.", hint)?;
    if started.elapsed() < Duration::from_millis(3500) {
        return Err(learner.missing(&format!("{hint} It has printed that too early.")));
    }
    learner.exits(0, "The program should end with code 0 after `No answer …`.")
}

/// A listener whose queue has room for one connection, and that one.
fn full(learner: &mut Learner) -> Result<(Socket, TcpStream), Missing> {
    let listener = bound(learner)?;
    let first = listener
        .listen(0)
        .and_then(|()| TcpStream::connect(("127.0.0.1", learner.port())));
    match first {
        Ok(first) => Ok((listener, first)),
        Err(_) => Err(learner.missing("The check cannot listen on port {port}.")),
    }
}

fn bound(learner: &mut Learner) -> Result<Socket, Missing> {
    let address = SocketAddr::from(([127, 0, 0, 1], learner.port()));
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).and_then(|socket| {
        socket.set_reuse_address(true)?;
        socket.set_read_timeout(Some(PATIENCE))?; // for accepting too
        socket.bind(&address.into())?;
        Ok(socket)
    });
    socket.map_err(|_| learner.missing("The check cannot bind to port {port}."))
}

/// What a process has done up to now.
struct Effort {
    /// How long the CPU has worked for it, in hundredths of a second.
    ticks: u64,
    /// How often it has begun to wait.
    wakes: u64,
}

impl Effort {
    fn of(learner: &Learner) -> Option<Self> {
        let program = learner.pid()?;
        Some(Self {
            ticks: cpu_ticks(program)?,
            wakes: status_of(program, "voluntary_ctxt_switches:")?,
        })
    }
}
