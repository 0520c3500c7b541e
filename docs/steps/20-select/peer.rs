//! The check of exercise 20: twenty users chat, and three of them are rude.

use std::time::Duration;

use socket2::{Domain, SockAddr, SockRef, Socket, Type};

use crate::learner::Learner;
use crate::peer::Missing;
use crate::user::User;

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

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    let mute = mute(learner.port()).map_err(|_| learner.missing(WELCOME))?;
    let mut users = Vec::new();
    for _ in 0..17 {
        let user = join(learner.port());
        users.push(user.ok_or_else(|| learner.missing(WELCOME))?);
    }

    polite(&mut users).map_err(|hint| learner.missing(hint))?;
    rude(&mut users, learner.port()).map_err(|hint| learner.missing(hint))?;
    drop(mute);
    Ok(())
}

/// Names, whole and in pieces, good and bad.
fn polite(users: &mut [User]) -> Result<(), &'static str> {
    users[0].says("hello\n");
    all_hear(users, 0, "hello\n", PLAIN)?;
    // Whoever heard himself has `hello` before this.
    users[1].says("hi\n");
    all_hear(users, 1, "hi\n", SENDER)?;

    users[0].says("/nick ann\nhello\n");
    all_hear(users, 0, "ann: hello\n", NICK)?;
    users[1].says("/nic");
    users[0].says("one\n");
    all_hear(users, 0, "ann: one\n", CUT)?;
    users[1].says("k bob\nhi\nho\n");
    all_hear(users, 1, "bob: hi\n", CUT)?;
    all_hear(users, 1, "bob: ho\n", CUT)?;
    users[0].says("/nick Anna\nhello\n");
    all_hear(users, 0, "Anna: hello\n", AGAIN)?;
    users[0].says("/nick  Anna3 \r\nhello\n");
    all_hear(users, 0, "Anna3: hello\n", TRIM)?;

    for bad in BAD_NAMES {
        users[1].says(&format!("{bad}still\n"));
        all_hear(users, 1, "bob: still\n", BAD)?;
    }
    users[1].says("/nick abcdefghijklmnop\nlong\n");
    all_hear(users, 1, "abcdefghijklmnop: long\n", BAD)?;
    users[2].says("I say /nick eve\n");
    all_hear(users, 2, "I say /nick eve\n", MIDDLE)?;
    users[0].says("type /nick eve\n");
    all_hear(users, 0, "Anna3: type /nick eve\n", MIDDLE)?;
    // Whatever they should not have read would be before this.
    users[3].says("end\n");
    all_hear(users, 3, "end\n", SENDER)
}

/// The others do not notice those who break off, never end, or never read.
fn rude(users: &mut [User], port: u16) -> Result<(), &'static str> {
    let breaks = join(port).ok_or(WELCOME)?;
    breaks.says("/nick half");
    let now = SockRef::from(breaks.stream()).set_linger(Some(Duration::ZERO));
    now.map_err(|_| RUDE)?;
    drop(breaks);
    let mut endless = join(port).ok_or(RUDE)?;
    if !endless.is_cut_off() {
        return Err(ENDLESS);
    }

    // The one that never reads is given far more than the kernel keeps for it.
    let line = format!("{}\n", "x".repeat(1900));
    for _ in 0..12 {
        for user in users.iter().skip(4) {
            user.says(&line);
        }
        for from in 4..users.len() {
            all_hear(users, from, &line, RUDE)?;
        }
    }
    users[0].says("still here\n");
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

/// In the chat, unless the program does not welcome it.
fn join(port: u16) -> Option<User> {
    let mut user = User::connect(port)?;
    (user.hears()? == "welcome\n").then_some(user)
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
