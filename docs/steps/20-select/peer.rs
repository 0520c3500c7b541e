//! The check of exercise 20: twenty users chat, and three of them are rude.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use socket2::{Domain, SockAddr, SockRef, Socket, Type};

use crate::learner::Learner;
use crate::peer::Missing;

const LISTENS: &str = "The program should bind to port {port}, the value of PORT, listen, and print \
     `Listening on 127.0.0.1 port {port}.`";
const WELCOME: &str = "A client has connected, and waits for the line `welcome`.";
const PLAIN: &str =
    "A client without a name says a line. All others should read exactly that line.";
const NICK: &str = "A client says `/nick ann`, and then `hello`. All others should read \
     `ann: hello` as their next line: nobody reads the line with `/nick`, and the name is part of \
     what comes after it.";
const CUT: &str = "A client's line `/nick bob` arrives in two pieces, the second one together with \
     two more lines. Work with whole lines, not with what one read returns.";
const AGAIN: &str = "A client that has a name says `/nick` with another one. From then on the \
     others should read the new name.";
const TRIM: &str = "A client says `/nick`, two spaces, `Anna3`, a space, and the line ends with `\\r\\n`. \
     The name is `Anna3`: what is around it does not belong to it.";
const BAD: &str = "A client says `/nick` with something that is not a name: a name has 1 to 16 \
     ASCII letters or digits. It should keep the name that it has, and nobody should read that line.";
const MIDDLE: &str = "Only a line that begins with `/nick` is a command. Other lines should go to \
     the others as they are, with the name before them.";
const SENDER: &str = "A client should not read its own lines.";
const RUDE: &str = "One client has reset its connection, one sends a line without an end, and one \
     never reads. The others should go on as if they were not there.";
const ENDLESS: &str = "A client sends a line without an end. The program should close its \
     connection, and not keep what it sends.";

/// Lines with `/nick` and something that is not a name.
const BAD_NAMES: [&str; 6] = [
    "/nick\n",
    "/nick \n",
    "/nick a b\n",
    "/nick a:b\n",
    "/nick Zoë\n",
    "/nick abcdefghijklmnopq\n",
];

/// How long a line may take.
const PATIENCE: Duration = Duration::from_secs(8);

struct User {
    stream: BufReader<TcpStream>,
}

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    let mute = mute(learner.port()).map_err(|_| learner.missing(WELCOME))?;
    let mut users = Vec::new();
    for _ in 0..17 {
        let user = User::join(learner.port());
        users.push(user.ok_or_else(|| learner.missing(WELCOME))?);
    }

    polite(&mut users).map_err(|hint| learner.missing(hint))?;
    rude(&mut users, learner.port()).map_err(|hint| learner.missing(hint))?;
    drop(mute);
    Ok(())
}

/// Names, whole and in pieces, good and bad.
fn polite(users: &mut [User]) -> Result<(), &'static str> {
    users[0].says("hello\n").ok_or(PLAIN)?;
    all_hear(users, 0, "hello\n", PLAIN)?;
    // Whoever heard himself has `hello` before this.
    users[1].says("hi\n").ok_or(PLAIN)?;
    all_hear(users, 1, "hi\n", SENDER)?;

    users[0].says("/nick ann\nhello\n").ok_or(NICK)?;
    all_hear(users, 0, "ann: hello\n", NICK)?;
    users[1].says("/nic").ok_or(CUT)?;
    users[0].says("one\n").ok_or(CUT)?;
    all_hear(users, 0, "ann: one\n", CUT)?;
    users[1].says("k bob\nhi\nho\n").ok_or(CUT)?;
    all_hear(users, 1, "bob: hi\n", CUT)?;
    all_hear(users, 1, "bob: ho\n", CUT)?;
    users[0].says("/nick Anna\nhello\n").ok_or(AGAIN)?;
    all_hear(users, 0, "Anna: hello\n", AGAIN)?;
    users[0].says("/nick  Anna3 \r\nhello\n").ok_or(TRIM)?;
    all_hear(users, 0, "Anna3: hello\n", TRIM)?;

    for bad in BAD_NAMES {
        users[1].says(&format!("{bad}still\n")).ok_or(BAD)?;
        all_hear(users, 1, "bob: still\n", BAD)?;
    }
    users[1].says("/nick abcdefghijklmnop\nlong\n").ok_or(BAD)?;
    all_hear(users, 1, "abcdefghijklmnop: long\n", BAD)?;
    users[2].says("I say /nick eve\n").ok_or(MIDDLE)?;
    all_hear(users, 2, "I say /nick eve\n", MIDDLE)?;
    users[0].says("type /nick eve\n").ok_or(MIDDLE)?;
    all_hear(users, 0, "Anna3: type /nick eve\n", MIDDLE)?;
    // Whatever they should not have read would be before this.
    users[3].says("end\n").ok_or(SENDER)?;
    all_hear(users, 3, "end\n", SENDER)
}

/// The others do not notice those who break off, never end, or never read.
fn rude(users: &mut [User], port: u16) -> Result<(), &'static str> {
    let breaks = User::join(port).ok_or(WELCOME)?;
    breaks.says("/nick half").ok_or(RUDE)?;
    let now = SockRef::from(breaks.stream.get_ref()).set_linger(Some(Duration::ZERO));
    now.map_err(|_| RUDE)?;
    drop(breaks);
    let mut endless = User::join(port).ok_or(RUDE)?;
    if !endless.is_cut_off() {
        return Err(ENDLESS);
    }

    // The one that never reads is given far more than the kernel keeps for it.
    let line = format!("{}\n", "x".repeat(1900));
    for _ in 0..12 {
        for user in users.iter().skip(4) {
            user.says(&line).ok_or(RUDE)?;
        }
        for from in 4..users.len() {
            all_hear(users, from, &line, RUDE)?;
        }
    }
    users[0].says("still here\n").ok_or(RUDE)?;
    all_hear(users, 0, "Anna3: still here\n", RUDE)
}

fn all_hear(
    users: &mut [User],
    from: usize,
    line: &str,
    hint: &'static str,
) -> Result<(), &'static str> {
    let others = users.iter_mut().enumerate();
    for (_, user) in others.filter(|(number, _)| *number != from) {
        if user.hears().as_deref() != Some(line) {
            return Err(hint);
        }
    }
    Ok(())
}

impl User {
    /// In the chat, unless the program does not welcome it.
    fn join(port: u16) -> Option<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        stream.set_nodelay(true).ok()?;
        let mut user = Self {
            stream: BufReader::new(stream),
        };
        (user.hears()? == "welcome\n").then_some(user)
    }

    fn says(&self, text: &str) -> Option<()> {
        self.stream.get_ref().write_all(text.as_bytes()).ok()
    }

    fn hears(&mut self) -> Option<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).ok()?;
        Some(line)
    }

    /// Whether the program closes its connection while it sends a line without an end.
    fn is_cut_off(&mut self) -> bool {
        let start = Instant::now();
        let block = [b'x'; 65536];
        while start.elapsed() < PATIENCE {
            if self.stream.get_ref().write_all(&block).is_err() {
                let read = self.stream.read(&mut [0; 1]);
                return !read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
            }
        }
        false
    }
}

/// A client that takes as little as it can.
fn mute(port: u16) -> std::io::Result<Socket> {
    let mute = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    mute.set_recv_buffer_size(4096)?;
    mute.connect(&SockAddr::from(std::net::SocketAddr::from((
        [127, 0, 0, 1],
        port,
    ))))?;
    Ok(mute)
}
