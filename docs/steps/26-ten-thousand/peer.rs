//! The check of exercise 26: a program that may open 256 descriptors, and then 400; and one in a
//! network with 20 ports.

use std::fs;
use std::io::Write;
use std::process::Command;

use crate::learner::Learner;
use crate::peer::Missing;

const LISTENS: &str = "The program should bind to port {port}, the value of PORT, listen, and print \
     `Listening on 127.0.0.1 port {port}.`";
const FIRST: &str = "The check lets the program open 256 descriptors. It should open connections \
     until a call fails, and print how many there were and the name of the failure, such as `126 \
     connections, then EMFILE`. Keep both ends of each in a `Vec`: a socket that is dropped is \
     closed, and no limit is reached. `error.name()` returns the name.";
const COUNT: &str = "The program may open 256 descriptors, and a few are open from the beginning. \
     Two more are open for each connection, one for each end. The number of connections is not the \
     one that fits: keep both ends of each in a `Vec` until a call fails.";
const SECOND: &str = "The program should then raise its soft limit to the hard one, which is 400 \
     here, and count once more: `getrlimit` returns both limits, `setrlimit` sets them.";
const EARLY: &str = "The first number of connections is the one that fits into 400 descriptors, the hard \
     limit here. Count first, with the soft limit that the program was given, and then raise it.";
const SAME: &str = "The second number of connections is the first one again. Raise the soft limit \
     to the hard one, 400 here, before you count the second time.";
const KEPT: &str = "The second number of connections is not the one that fits into 400 descriptors. \
     The connections of the first count should be closed before the second.";
const CLOSED: &str = "The program has printed its last line, and still has connections open. Let the \
     `Vec` with the connections end with the function that counts.";
const ENDS: &str = "When a client says `end`, the program should end with code 0.";
const PORTS: &str = "The check starts the program in a network with 20 ports for clients. The program \
     should print `20 connections, then EADDRNOTAVAIL`: the name of whatever failure it is, not \
     always that of EMFILE.";

const SOFT: usize = 256;
const HARD: usize = 400;
/// What a program has open without a connection, at most: three of the terminal, the listener, and
/// what the one who started it has left open.
const OWN: usize = 20;

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    let limit = format!("ulimit -S -n {SOFT}; ulimit -H -n {HARD}; exec \"$0\" \"$@\"");
    learner.start_through(&["sh", "-c", &limit])?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    let first = count(learner, "EMFILE", FIRST)?;
    let second = count(learner, "EMFILE", SECOND)?;
    learner.prints("All closed.", SECOND)?;

    let pid = learner.pid().unwrap_or_default();
    let open = fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count);
    let fit = |limit: usize| limit.saturating_sub(open) / 2;
    let hint = match () {
        () if open > OWN => Some(CLOSED),
        () if first == fit(HARD) => Some(EARLY),
        () if first != fit(SOFT) => Some(COUNT),
        () if second == first => Some(SAME),
        () if second != fit(HARD) => Some(KEPT),
        () => None,
    };
    if let Some(hint) = hint {
        return Err(learner.missing(hint));
    }
    let mut client = learner.connect(ENDS)?;
    let said = client.write_all(b"end\n");
    said.map_err(|_| learner.missing(ENDS))?;
    learner.exits(0, ENDS)?;
    twenty_ports(learner)
}

/// The number in the program's next line that ends with this name.
fn count(learner: &mut Learner, name: &str, hint: &str) -> Result<usize, Missing> {
    learner.prints(" connection", hint)?;
    let line = learner.line();
    let count = line.strip_suffix(&format!(" connections, then {name}"));
    let count = count.and_then(|count| count.parse().ok());
    count.ok_or_else(|| learner.missing(hint))
}

/// With the ports of clients used up, where this system allows a network of its own.
fn twenty_ports(learner: &mut Learner) -> Result<(), Missing> {
    const RANGE: &str = "ip link set lo up && \
        echo 40000 40019 >/proc/sys/net/ipv4/ip_local_port_range && exec \"$0\" \"$@\"";
    let network = [
        "unshare",
        "--user",
        "--map-root-user",
        "--net",
        "sh",
        "-c",
        RANGE,
    ];

    let mut tool = Command::new(network[0]);
    let possible = tool.args(&network[1..]).arg("true").output();
    if !possible.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    learner.start_through(&network)?;
    learner.prints("Listening on 127.0.0.1 port {port}.", LISTENS)?;
    match count(learner, "EADDRNOTAVAIL", PORTS)? {
        20 => Ok(()),
        _ => Err(learner.missing(PORTS)),
    }
}
