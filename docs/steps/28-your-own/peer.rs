//! The check of exercise 28: twenty peers, one rude, one slow, one that resets, and the stages in
//! which a server for them is written.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use socket2::{Domain, SockRef, Socket, Type};

use crate::learner::Learner;
use crate::peer::Missing;
use crate::user::{PATIENCE, Told, User};

#[path = "peer/hints.rs"]
mod hints;

use hints::*;

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    learner.set("IDLE", "600");
    learner.start(&[])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    let port = learner.port();
    let mut users = Vec::new();
    let stages = names(&mut users, port)
        .and_then(|()| talk(&mut users))
        .and_then(|()| commands(&mut users, port))
        .and_then(|()| limits(&mut users, port));
    stages.map_err(|hint| learner.missing(&hint))?;

    let unnamed = as_one_has_left(port);
    users.push(unnamed.map_err(|hint| learner.missing(&hint))?);
    if let Some(pid) = learner.pid() {
        let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
    }
    for user in &mut users {
        let told = user
            .expects(BYE, STOP)
            .and_then(|()| user.expects("", STOP));
        told.map_err(|hint| learner.missing(&hint))?;
    }
    learner.exits(0, CODE)?;

    learner.set("IDLE", "2");
    learner.start(&[])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", AGAIN)?;
    idle(port).map_err(|hint| learner.missing(&hint))
}

/// Stages 1 and 2: twenty peers come in, peer1 to peer20.
fn names(users: &mut Vec<User>, port: u16) -> Told {
    let mut first = user(port, GREETS)?;
    let mut second = user(port, GREETS)?;
    for bad in ["", "a b", "b\x1bob", "abcdefghijklmnopq", "peer:1"] {
        first.says(&format!("{bad}\n"));
        first.expects(REFUSED, NAMES)?;
    }
    first.says("pe");
    second.says("\n");
    second.expects(REFUSED, NAMES)?;
    first.says("er1 \r\n");
    first.expects("* Hello peer1.\n", NAMES)?;
    first.name = "peer1".into();
    second.says("\n");
    second.expects(REFUSED, SHY)?;
    second.says("peer1\n");
    second.expects("* peer1 is taken. Try another.\n", TAKEN)?;
    is_in(&mut second, "peer2")?;
    users.push(first);
    all_hear(users, &[], "* peer2 has joined.\n", JOINED)?;
    users.push(second);
    for number in 3..=20 {
        let name = format!("peer{number}");
        let user = join(port, &name)?;
        all_hear(users, &[], &format!("* {name} has joined.\n"), JOINED)?;
        users.push(user);
    }
    Ok(())
}

/// Stage 3.
fn talk(users: &mut [User]) -> Told {
    for from in 0..users.len() {
        users[from].says("hello\n");
        let line = format!("{}: hello\n", users[from].name);
        all_hear(users, &[from], &line, TALK)?;
    }
    users[0].says("one\ntwo\n\n \nth");
    all_hear(users, &[0], "peer1: one\n", LINES)?;
    all_hear(users, &[0], "peer1: two\n", LINES)?;
    users[1].says("between\r\n");
    all_hear(users, &[1], "peer2: between\n", LINES)?;
    users[0].says("ree\n");
    all_hear(users, &[0], "peer1: three\n", LINES)?;
    users[2].says("red: \x1b[31m\x07!\n");
    all_hear(users, &[2], "peer3: red: ?[31m?!\n", CONTROL)?;

    // All at once: each speaker's lines stay in order.
    for user in users.iter_mut() {
        user.says("1\n2\n");
        user.says("3\n");
    }
    let count = users.len();
    for user in users {
        let mut next = vec![1; count + 1];
        for _ in 0..3 * (count - 1) {
            let heard = user.hears().unwrap_or_default();
            let said = heard
                .strip_prefix("peer")
                .and_then(|it| it.split_once(": "));
            let speaker = said.and_then(|(number, _)| number.parse::<usize>().ok());
            let speaker = speaker
                .filter(|&number| (1..=count).contains(&number))
                .ok_or(TALK)?;
            let own = user.name == format!("peer{speaker}");
            if own || heard != format!("peer{speaker}: {}\n", next[speaker]) {
                return Err(TALK.into());
            }
            next[speaker] += 1;
        }
    }
    Ok(())
}

/// Stage 4.
fn commands(users: &mut [User], port: u16) -> Told {
    let shy = user(port, GREETS)?;
    let mut names: Vec<_> = users.iter().map(|user| user.name.clone()).collect();
    names.sort();
    users[0].says("/who\n");
    users[0].expects(&format!("* Here are: {}\n", names.join(" ")), WHO)?;
    users[1].says("I type /who\n");
    all_hear(users, &[1], "peer2: I type /who\n", WHO)?;

    users[0].says("before\n/nick anna\nafter\n");
    users[0].expects("* You are now anna.\n", NICK)?;
    users[0].name = "anna".into();
    for line in ["peer1: before\n", "* peer1 is now anna.\n", "anna: after\n"] {
        all_hear(users, &[0], line, NICK)?;
    }
    for (bad, answer) in [
        ("/nick\n", REFUSED),
        ("/nick a b\n", REFUSED),
        ("/nick peer3\n", "* peer3 is taken. Try another.\n"),
    ] {
        users[0].says(bad);
        users[0].expects(answer, BAD)?;
    }
    users[0].says("as before\n");
    all_hear(users, &[0], "anna: as before\n", BAD)?;
    users[0].says("/dance\n");
    users[0].expects("* Commands: /nick NAME, /who, /quit\n", UNKNOWN)?;
    users[0].says("still anna\n");
    all_hear(users, &[0], "anna: still anna\n", UNKNOWN)?;

    leaves(users, shy, port)
}

/// The shy one has heard nothing of all that. It takes the name that is free now, and leaves; the
/// next one breaks off.
fn leaves(users: &mut [User], mut shy: User, port: u16) -> Told {
    shy.says("peer1\n");
    shy.expects("* Hello peer1.\n", SHY)?;
    all_hear(users, &[], "* peer1 has joined.\n", NICK)?;
    shy.says("/quit\n");
    shy.expects("* Bye.\n", QUIT)?;
    shy.expects("", QUIT)?;
    all_hear(users, &[], "* peer1 has left.\n", QUIT)?;
    let again = joins(users, port, "peer1", QUIT)?;
    again.says("half a li");
    drop(again);
    all_hear(users, &[], "* peer1 has left.\n", CLOSES)
}

/// Stage 5.
fn limits(users: &mut [User], port: u16) -> Told {
    let long = "x".repeat(2000);
    users[0].says(&format!("{long}\n"));
    all_hear(users, &[0], &format!("anna: {long}\n"), LONG)?;

    let mut rude = joins(users, port, "rude", ENDLESS)?;
    if !rude.is_cut_off() {
        return Err(ENDLESS.into());
    }
    all_hear(users, &[], "* rude has left.\n", ENDLESS)?;
    let mut rude = joins(users, port, "rude", ENDLESS)?;
    rude.says(&format!("{long}x\n"));
    all_hear(users, &[], "* rude has left.\n", TOO_LONG)?;
    if !rude.is_closed() {
        return Err(TOO_LONG.into());
    }

    let breaks = joins(users, port, "breaks", RESET)?;
    breaks.says("half a li");
    let now = SockRef::from(breaks.stream()).set_linger(Some(Duration::ZERO));
    now.map_err(|error| error.to_string())?;
    drop(breaks);
    all_hear(users, &[], "* breaks has left.\n", RESET)?;
    slow(users, port)?;
    full(users, port)?;
    users[0].says("still here\n");
    all_hear(users, &[0], "anna: still here\n", STAY)
}

/// One never reads. It is given more than a kernel keeps by itself.
fn slow(users: &mut [User], port: u16) -> Told {
    const LEFT: &str = "* mute has left.\n";
    let mute = mute(port).map_err(|error| error.to_string())?;
    all_hear(users, &[], "* mute has joined.\n", JOINED)?;
    let text = "y".repeat(1900);
    let mut has_left = vec![false; users.len()];
    for round in 0..6_000_000 / (5 * text.len()) {
        if has_left[0] {
            break;
        }
        let from = round % users.len();
        users[from].says(&format!("{text}\n").repeat(5));
        let line = format!("{}: {text}\n", users[from].name);
        for (at, user) in users.iter_mut().enumerate().filter(|(at, _)| *at != from) {
            for _ in 0..5 {
                let mut heard = user.hears();
                if heard.as_deref() == Some(LEFT) && !has_left[at] {
                    has_left[at] = true;
                    heard = user.hears();
                }
                user.compares(heard, &line, SLOW)?;
            }
        }
    }
    if !has_left[0] {
        return Err(KEEPS.into());
    }
    let waits = users.iter_mut().zip(has_left);
    let mut waits = waits.filter(|(_, has_left)| !has_left);
    waits.try_for_each(|(user, _)| user.expects(LEFT, GONE))?;
    drop(mute);
    Ok(())
}

/// A client that takes as little as it can.
fn mute(port: u16) -> std::io::Result<Socket> {
    let mute = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    mute.set_recv_buffer_size(4096)?;
    mute.connect(&SocketAddr::from(([127, 0, 0, 1], port)).into())?;
    mute.send(b"mute\n")?;
    Ok(mute)
}

/// As many as there may be, and more.
fn full(users: &mut [User], port: u16) -> Told {
    let mut others = Vec::new();
    for _ in users.len()..100 {
        others.push(user(port, FULL)?);
    }
    for _ in 0..2 {
        let mut next = User::connect(port).ok_or(FULL)?;
        next.expects("* The chat is full.\n", FULL)?;
        next.expects("", FULL)?;
    }
    others.pop();
    as_one_has_left(port).map(drop)
}

/// Greeted. The server may see it before it sees that another has left.
fn as_one_has_left(port: u16) -> Result<User, String> {
    let start = Instant::now();
    loop {
        match user(port, ROOM) {
            Err(_) if start.elapsed() < PATIENCE => sleep(Duration::from_millis(20)),
            result => return result,
        }
    }
}

/// Stage 6: who is silent for two seconds is sent away, and who talks stays.
fn idle(port: u16) -> Told {
    let start = Instant::now();
    let mut talker = join(port, "talker")?;
    let mut silent = join(port, "silent")?;
    talker.expects("* silent has joined.\n", JOINED)?;
    let mut drip = join(port, "drip")?;
    let mut unnamed = user(port, GREETS)?;
    let other = |user: &User| user.stream().try_clone().map_err(|error| error.to_string());
    let (talks, drips) = (other(&talker)?, other(&drip)?);
    let (end, ended) = channel();
    let talk = thread::spawn(move || talks_until(&ended, &talks, &drips));

    let told = is_told_to_go(&mut silent, start);
    let told = told.and_then(|()| is_told_to_go(&mut unnamed, start));
    let is_closed = told.is_err() || drip.is_closed();
    drop(end);
    let longest = talk.join().unwrap_or_default();
    told?;
    if !is_closed {
        return Err(DRIP.into());
    }
    // On a machine that has stopped for a while, it may have been silent itself.
    if longest > Duration::from_secs(1) {
        return Ok(());
    }
    is_there(&mut talker)?;
    // Now that nobody says anything, nothing but the time can wake the program.
    talker.expects(SILENT, IDLE)
}

/// Says a line four times a second, and a byte on the other connection. Returns the longest time
/// between two lines.
fn talks_until(ended: &Receiver<()>, mut talks: &TcpStream, mut drips: &TcpStream) -> Duration {
    let (mut last, mut longest) = (Instant::now(), Duration::ZERO);
    while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(Duration::from_millis(250)) {
        let _ = talks.write_all(b"hi\n");
        let _ = drips.write_all(b"x");
        longest = longest.max(last.elapsed());
        last = Instant::now();
    }
    longest
}

/// Whether it is answered: it is the only one.
fn is_there(talker: &mut User) -> Told {
    talker.says("/who\n");
    loop {
        let heard = talker.hears();
        match heard.as_deref() {
            Some("* Here are: talker\n") => return Ok(()),
            Some("" | SILENT) | None => {
                return talker.compares(heard, "* Here are: talker\n", ACTIVE);
            }
            Some(_) => {}
        }
    }
}

/// A client comes in, and all others read that.
fn joins(users: &mut [User], port: u16, name: &str, hint: &str) -> Result<User, String> {
    let user = join(port, name)?;
    all_hear(users, &[], &format!("* {name} has joined.\n"), hint)?;
    Ok(user)
}

/// All but these.
fn all_hear(users: &mut [User], except: &[usize], line: &str, hint: &str) -> Told {
    let users = users.iter_mut().enumerate();
    let mut users = users.filter(|(at, _)| !except.contains(at));
    users.try_for_each(|(_, user)| user.expects(line, hint))
}

/// Greeted, and without a name.
fn user(port: u16, hint: &str) -> Result<User, String> {
    let mut user = User::connect(port).ok_or(hint)?;
    user.expects(GREETING, hint)?;
    Ok(user)
}

fn join(port: u16, name: &str) -> Result<User, String> {
    let mut user = user(port, GREETS)?;
    is_in(&mut user, name)?;
    Ok(user)
}

fn is_in(user: &mut User, name: &str) -> Told {
    name.clone_into(&mut user.name);
    user.says(&format!("{name}\n"));
    user.expects(&format!("* Hello {name}.\n"), NAMES)
}

/// Whether it is sent away in time, with a word. What others say meanwhile is skipped.
fn is_told_to_go(user: &mut User, start: Instant) -> Told {
    loop {
        let heard = user.hears();
        match heard.as_deref() {
            Some(SILENT) if start.elapsed() < Duration::from_millis(1900) => {
                return Err(EARLY.into());
            }
            Some(SILENT) => return user.expects("", IDLE),
            Some("") | None => return user.compares(heard, SILENT, IDLE),
            Some(_) if start.elapsed() > 2 * PATIENCE => return Err(IDLE.into()),
            Some(_) => {}
        }
    }
}
