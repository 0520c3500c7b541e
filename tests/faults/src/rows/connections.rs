//! 10,000 TCP connections in one process: in each round some have something to read, and
//! socket_select finds the same as epoll does.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd};

use fastrand::Rng;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use php_sockets::*;

use crate::report::{Effort, Report};
use crate::scene::{connection_to, listener, will_reset};

const CONNECTIONS: usize = 10_000;
const ROUNDS: u64 = 1000;

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    let wanted = 2 * CONNECTIONS as u64 + 100;
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    let limit = match setrlimit(Resource::RLIMIT_NOFILE, wanted, wanted.max(hard)) {
        Ok(()) => wanted,
        Err(_) => hard,
    };
    let _ = setrlimit(Resource::RLIMIT_NOFILE, limit, limit.max(hard));
    let count = ((limit as usize - 100) / 2).min(CONNECTIONS);
    if count < CONNECTIONS / 2 {
        return Report::skipped(format!("only {limit} descriptors, and {wanted} are needed"));
    }

    let before = resident();
    let [clients, accepted] = connect(count);
    let size = (resident() - before) / (2 * count);
    report.note(format!(
        "{count} connections; a Socket is {} bytes, with its share of the lists {size} resident",
        size_of::<Socket>()
    ));
    rounds(&clients, &accepted, &mut report);
    report
}

fn connect(count: usize) -> [Vec<Socket>; 2] {
    let mut ends = [Vec::with_capacity(count), Vec::with_capacity(count)];
    let server = listener();
    for _ in 0..count {
        let [client, accepted] = connection_to(&server);
        will_reset(&client);
        ends[0].push(client);
        ends[1].push(accepted);
    }
    ends
}

fn rounds(clients: &[Socket], accepted: &[Socket], report: &mut Report) {
    let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).expect("epoll");
    for (place, socket) in accepted.iter().enumerate() {
        let event = EpollEvent::new(EpollFlags::EPOLLIN, place as u64);
        let socket: BorrowedFd<'_> = socket.as_fd();
        epoll.add(socket, event).expect("room");
    }
    let mut random = Rng::with_seed(10_000);
    let mut events = vec![EpollEvent::empty(); accepted.len()];
    for round in 0..ROUNDS {
        let count = match round {
            0 => 0,
            1 => clients.len(),
            _ => random.usize(1..200),
        };
        for number in 0..count {
            let place = if round == 1 {
                number
            } else {
                random.usize(..clients.len())
            };
            socket_write(&clients[place], "x", None).expect("room");
        }

        let found = epoll.wait(&mut events, EpollTimeout::ZERO).expect("events");
        let mut theirs: Vec<_> = events[..found]
            .iter()
            .map(|event| event.data() as usize)
            .collect();
        theirs.sort_unstable();

        let mut read: Vec<_> = accepted.iter().collect();
        let ready = socket_select(&mut read, None, None, 0, None).expect("an answer");
        let wanted: Vec<_> = theirs
            .iter()
            .map(|place| accepted[*place].as_raw_fd())
            .collect();
        let ours: Vec<_> = read.iter().map(|socket| socket.as_raw_fd()).collect();
        report.check(ours == wanted && ready == wanted.len(), || {
            format!("round {round}: epoll {} ready, here {ready}", wanted.len())
        });
        for socket in read {
            socket_read(socket, 1000, None).expect("data");
        }
    }
}

/// The memory of this process that is there, in bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("/proc");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0) * 4096
}
