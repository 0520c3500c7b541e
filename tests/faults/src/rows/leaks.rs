//! The same again and again: the number of descriptors and the memory stay the same.

use std::os::fd::AsFd;

use php_sockets::*;

use crate::report::{Effort, Report};
use crate::scene::{connection_to, listener, open_descriptors, pair, tcp, will_reset};

/// How much the resident size may grow after the first tenth: what the allocator and the
/// stack have not touched yet.
const GROWTH: usize = 256 << 10;

/// One round, and what it is.
type Round = (&'static str, fn(&Places));

/// What stays open over all rounds.
struct Places {
    server: Socket,
    pair: [Socket; 2],
}

const ROUNDS: &[Round] = &[
    ("create and close", |_| socket_close(tcp())),
    ("create a pair and close it", |_| drop(pair(SOCK_DGRAM))),
    ("connect, accept, write, read, close", |places| {
        let [client, accepted] = connection_to(&places.server);
        // Without it the client's port stays taken for a minute.
        will_reset(&client);
        socket_write(&accepted, "a line\n", None).expect("room");
        socket_read(&client, 100, PHP_NORMAL_READ).expect("a line");
        drop(client);
    }),
    ("accept with nobody there", |places| {
        socket_set_nonblock(&places.server).expect("a mode");
        socket_accept(&places.server).expect_err("nobody");
        socket_set_block(&places.server).expect("a mode");
    }),
    ("send and receive two descriptors", |places| {
        pass(places, 64)
    }),
    ("receive two descriptors with room for one", |places| {
        pass(places, 20)
    }),
    ("look up, bind and connect", |_| {
        let hints = Hints {
            ai_socktype: SOCK_DGRAM,
            ..Hints::default()
        };
        let found = socket_addrinfo_lookup("127.0.0.1", "9", hints).expect("a number");
        socket_addrinfo_connect(&found[0]).expect("a socket");
        let _ = socket_addrinfo_bind(&found[0]);
    }),
    ("create a listener", |_| {
        drop(socket_create_listen(0, 4).expect("a port"))
    }),
    ("fail to connect", |places| {
        let closed = tcp();
        socket_connect(&closed, "127.0.0.1", 1).expect_err("nobody");
        socket_connect(&closed, "256.0.0.1x/", 1).expect_err("no address");
        let _ = places;
    }),
    ("read and receive large blocks", |places| {
        let [here, there] = &places.pair;
        socket_write(there, vec![b'x'; 60_000], None).expect("room");
        socket_read(here, 40_000, None).expect("data");
        let mut data = Vec::new();
        socket_recv(here, &mut data, 1 << 20, 0).expect("data");
    }),
    ("select", |places| {
        let [here, there] = &places.pair;
        let (mut read, mut write) = (vec![here, there], vec![there]);
        socket_select(&mut read, &mut write, None, 0, None).expect("an answer");
    }),
];

/// The row.
pub(crate) fn run(effort: Effort) -> Report {
    let mut report = Report::default();
    let places = Places {
        server: listener(),
        pair: pair(SOCK_STREAM),
    };
    let rounds = effort.of(10_000, 1_000_000);
    for (title, round) in ROUNDS {
        // The one look-up that reads from disk.
        let rounds = if *title == "fail to connect" {
            rounds / 10
        } else {
            rounds
        };
        (0..rounds / 10).for_each(|_| round(&places));
        let before = (open_descriptors(), resident());
        (0..rounds).for_each(|_| round(&places));
        let after = (open_descriptors(), resident());

        report.count += rounds;
        if before.0 != after.0 {
            report.fail(format!(
                "{title}: open before {:?}, after {:?}",
                before.0, after.0
            ));
        }
        if after.1 > before.1 + GROWTH {
            report.fail(format!(
                "{title}: resident before {}, after {}",
                before.1, after.1
            ));
        }
    }
    report.note(format!("{} kinds", ROUNDS.len()));
    report
}

fn pass(places: &Places, controllen: usize) {
    let [here, there] = &places.pair;
    let (one, other) = (tcp(), tcp());
    let message = Message {
        iov: vec![b"x".to_vec()],
        control: vec![Control::Lent(vec![one.as_fd(), other.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(there, &message, 0).expect("room");
    let mut message = Message {
        controllen,
        ..Message::default()
    };
    socket_recvmsg(here, &mut message, 0).expect("a message");
    assert_eq!(message.control.len(), 1, "{message:?}");
}

/// The resident memory of this process, in bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("/proc");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0) * 4096
}
