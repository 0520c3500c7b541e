//! 10,000 TCP connections in one process: in each round some have something to read, and
//! socket_select and io_poll find the same as epoll does.

use std::os::fd::AsRawFd;
use std::time::Duration;

use fastrand::Rng;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use php_sockets::io_poll::{Context, Event};
use php_sockets::*;

use crate::report::{Effort, Report};
use crate::scene::{listener, pair, port, tcp, will_reset};
use crate::sys;

const CONNECTIONS: usize = 10_000;
const ROUNDS: u64 = 1000;

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    let wanted = CONNECTIONS as u64 + 100;
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    if setrlimit(Resource::RLIMIT_NOFILE, wanted, wanted.max(hard)).is_err() {
        return Report::skipped(format!("only {hard} descriptors, {wanted} are needed"));
    }

    // The clients are a process of their own, with a limit of its own.
    let server = listener();
    let port = port(&server);
    let [orders, ordered] = pair(SOCK_STREAM);
    let Some(_clients) = sys::fork().expect("a child") else {
        drop((server, orders));
        clients(port, &ordered);
        sys::exit(0);
    };
    drop(ordered);

    let before = resident();
    let mut accepted = Vec::with_capacity(CONNECTIONS);
    while accepted.len() < CONNECTIONS {
        accepted.push(socket_accept(&server).expect("a client"));
    }
    let size = (resident() - before) / CONNECTIONS;
    report.note(format!(
        "a Socket is {} bytes, and in a list {size} bytes resident",
        size_of::<Socket>()
    ));
    rounds(&accepted, &orders, &mut report);
    report
}

/// Connects them all, and writes to those that it is told, until its input ends.
fn clients(port: u16, ordered: &Socket) {
    let connect = |_| {
        let socket = tcp();
        socket_connect(&socket, "127.0.0.1", port).expect("a server");
        will_reset(&socket);
        socket
    };
    let clients: Vec<_> = (0..CONNECTIONS).map(connect).collect();
    loop {
        let place = socket_read(ordered, 4, None).expect("an order");
        let Ok(place) = place.try_into().map(u32::from_ne_bytes) else {
            return;
        };
        match clients.get(place as usize) {
            Some(client) => drop(socket_write(client, "x", None)),
            // All have been written to.
            None => drop(socket_write(ordered, "x", None)),
        }
    }
}

fn rounds(accepted: &[Socket], orders: &Socket, report: &mut Report) {
    let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).expect("epoll");
    let context = Context::new(None).expect("a context");
    for (place, socket) in accepted.iter().enumerate() {
        let event = EpollEvent::new(EpollFlags::EPOLLIN, place as u64);
        epoll.add(socket, event).expect("room");
        context.add(socket, Event::Read, place).expect("room");
    }
    let mut random = Rng::with_seed(10_000);
    let mut events = vec![EpollEvent::empty(); accepted.len()];
    for round in 0..ROUNDS {
        order(round, orders, &mut random);
        let found = epoll.wait(&mut events, EpollTimeout::ZERO).expect("events");
        let theirs = events[..found].iter().map(|event| event.data() as usize);
        let theirs = sorted(theirs);

        let watched = ready(&context);
        if watched != theirs {
            let (ours, theirs) = (watched.len(), theirs.len());
            report.fail(format!(
                "round {round}: {ours} of io_poll, of epoll {theirs}"
            ));
        }

        let mut read: Vec<_> = accepted.iter().collect();
        let ready = socket_select(&mut read, None, None, 0, None).expect("an answer");
        let is_same = |(place, socket): (&usize, &&Socket)| {
            accepted[*place].as_raw_fd() == socket.as_raw_fd()
        };
        let are_same = theirs.len() == read.len() && theirs.iter().zip(&read).all(is_same);
        report.check(are_same && ready == theirs.len(), || {
            format!(
                "round {round}: {} ready, of epoll {}",
                read.len(),
                theirs.len()
            )
        });
        for socket in read {
            socket_read(socket, 1000, None).expect("data");
        }
    }
}

/// The places of the sockets that io_poll reports.
fn ready(context: &Context<&Socket, usize>) -> Vec<usize> {
    let watchers = context.wait(Duration::ZERO, None).expect("an answer");
    sorted(watchers.iter().map(|watcher| *watcher.data()))
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<_> = places.collect();
    places.sort_unstable();
    places
}

/// Has some of the clients write: none, all, then up to 200.
fn order(round: u64, orders: &Socket, random: &mut Rng) {
    let all = CONNECTIONS as u32;
    let places: Vec<u32> = match round {
        0 => Vec::new(),
        1 => (0..all).collect(),
        _ => (0..random.usize(1..200))
            .map(|_| random.u32(..all))
            .collect(),
    };
    for place in places.into_iter().chain([u32::MAX]) {
        socket_write(orders, place.to_ne_bytes(), None).expect("room");
    }
    assert_eq!(socket_read(orders, 1, None).expect("an answer"), b"x");
}

/// The resident memory of this process, in bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("/proc");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0) * 4096
}
