//! Two users of one socket: threads, or a parent and its child, that read from it or
//! write to it at the same time. What arrives is what was sent: nothing is lost or read twice.
//!
//! Streams may be split between two readers, so their bytes are counted by value; each
//! line has letters of its own, so that the loss of one and the doubling of another shows. Messages
//! arrive whole and are compared as they are.

use std::thread;
use std::time::Duration;

use fastrand::Rng;
use php_sockets::*;

use crate::child;
use crate::report::{Effort, Report};
use crate::scene::{connection, pair};

const LIMIT: Duration = Duration::from_secs(600);

/// How often each value of a byte was there, and how many lines were whole.
type Counts = [u64; 256];

/// How the two take what arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Takes {
    Lines,
    Blocks,
    Recv,
    Recvmsg,
}

/// Who the two are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Users {
    Threads,
    Processes,
}

/// The row.
pub(crate) fn run(effort: Effort) -> Report {
    let mut report = Report::default();
    let lines = effort.of(40_000, 1_000_000);
    for users in [Users::Processes, Users::Threads] {
        for is_tcp in [true, false] {
            for takes in [Takes::Lines, Takes::Blocks, Takes::Recv, Takes::Recvmsg] {
                let place = if is_tcp { "TCP" } else { "unix" };
                let title = format!("two {users:?} read {takes:?} of {place}");
                let told = child::run(LIMIT, || stream(users, is_tcp, takes, lines));
                tell(&mut report, &title, lines, told);
            }
        }
        let messages = lines / 4;
        for r#type in [SOCK_DGRAM, SOCK_SEQPACKET] {
            let title = format!("two {users:?} read messages of type {type}");
            let told = child::run(LIMIT, || messages_of(users, r#type, messages));
            tell(&mut report, &title, messages, told);
        }
    }
    report
}

fn tell(report: &mut Report, title: &str, count: u64, told: Result<String, String>) {
    report.count += count;
    match told {
        Ok(faults) if faults.is_empty() => {}
        Ok(faults) => report.fail(format!("{title}: {faults}")),
        Err(how) => report.fail(format!("{title}: {how}")),
    }
}

/// Two write lines, two read them; what differs.
fn stream(users: Users, is_tcp: bool, takes: Takes, lines: u64) -> String {
    let [reading, writing] = if is_tcp {
        connection()
    } else {
        pair(SOCK_STREAM)
    };
    let read = || read_all(&reading, takes);
    let write = || {
        let sent = write_lines(&writing, lines);
        let _ = socket_shutdown(&writing, SHUT_WR);
        sent
    };

    let (sent, came) = match users {
        Users::Threads => in_threads(read, write),
        // The child has the other end too, and would keep it open.
        Users::Processes => in_processes(read, write),
    };
    difference(&sent, &add(&came[0], &came[1]))
}

/// Two readers are threads.
fn in_threads(
    read: impl Fn() -> Counts + Sync,
    write: impl FnOnce() -> Counts,
) -> (Counts, [Counts; 2]) {
    thread::scope(|scope| {
        let readers = [scope.spawn(&read), scope.spawn(&read)];
        let sent = write();
        let came = readers.map(|reader| reader.join().expect("a reader"));
        (sent, came)
    })
}

/// The writer is a thread here, one reader a thread too, and the other a child.
fn in_processes(
    read: impl Fn() -> Counts + Sync,
    write: impl FnOnce() -> Counts,
) -> (Counts, [Counts; 2]) {
    let (mut pipe, mut other) = std::io::pipe().expect("a pipe");
    let Some(_child) = crate::sys::fork().expect("a child") else {
        drop(pipe);
        let counts = read();
        let text = counts.map(|count| count.to_string()).join(" ");
        let sent = std::io::Write::write_all(&mut other, text.as_bytes());
        crate::sys::exit(i32::from(sent.is_err()));
    };
    drop(other);

    let (sent, here) = thread::scope(|scope| {
        let reader = scope.spawn(&read);
        let sent = write();
        (sent, reader.join().expect("a reader"))
    });
    let mut text = String::new();
    std::io::Read::read_to_string(&mut pipe, &mut text).expect("the child's answer");
    let _ = nix::sys::wait::wait();
    let mut counts = [0; 256];
    for (count, number) in counts.iter_mut().zip(text.split(' ')) {
        *count = number.parse().expect("a number");
    }
    (sent, [here, counts])
}

/// Lines of 1 to 100 letters, two of which end each; how often each letter was in them.
fn write_lines(socket: &Socket, lines: u64) -> Counts {
    let mut random = Rng::with_seed(lines);
    let mut counts = [0; 256];
    let mut block = Vec::new();
    for line in 0..lines {
        let length = random.usize(1..100);
        block.extend((0..length).map(|_| random.u8(b' '..=255)));
        block.push(b'\n');
        if line + 1 == lines || block.len() > random.usize(1..4000) {
            block.iter().for_each(|&byte| counts[byte as usize] += 1);
            write_all(socket, &block);
            block.clear();
        }
    }
    counts
}

fn write_all(socket: &Socket, mut data: &[u8]) {
    while !data.is_empty() {
        let written = socket_write(socket, data, None).expect("a peer that reads");
        data = &data[written..];
    }
}

/// Takes all that arrives until the end.
fn read_all(socket: &Socket, takes: Takes) -> Counts {
    let mut counts = [0; 256];
    let mut data = Vec::new();
    loop {
        match takes {
            Takes::Lines => {
                data = socket_read(socket, 300, PHP_NORMAL_READ).expect("a line");
            }
            Takes::Blocks => data = socket_read(socket, 300, None).expect("a block"),
            Takes::Recv => {
                socket_recv(socket, &mut data, 300, 0).expect("a block");
            }
            Takes::Recvmsg => {
                let mut message = Message {
                    controllen: 64,
                    buffer_size: 300,
                    ..Message::default()
                };
                socket_recvmsg(socket, &mut message, 0).expect("a message");
                data = message.iov.concat();
            }
        }
        if data.is_empty() {
            return counts;
        }
        data.iter().for_each(|&byte| counts[byte as usize] += 1);
    }
}

fn add(one: &Counts, other: &Counts) -> Counts {
    std::array::from_fn(|byte| one[byte] + other[byte])
}

/// What was sent and did not arrive, and what arrived without being sent.
fn difference(sent: &Counts, came: &Counts) -> String {
    let pairs = || sent.iter().zip(came);
    let lost: u64 = pairs().map(|(sent, came)| sent.saturating_sub(*came)).sum();
    let doubled: u64 = pairs().map(|(sent, came)| came.saturating_sub(*sent)).sum();
    match (lost, doubled) {
        (0, 0) => String::new(),
        _ => format!("at least {lost} bytes lost, {doubled} doubled"),
    }
}

/// Two read whole messages, each with a number of its own; what differs.
fn messages_of(users: Users, r#type: i32, messages: u64) -> String {
    const END: u64 = 0;

    let [reading, writing] = pair(r#type);
    let read = || {
        let mut sums = [0; 256];
        loop {
            let data = socket_read(&reading, 100, None).expect("a message");
            match u64::from_ne_bytes(data.try_into().expect("a whole message")) {
                END => return sums,
                number => note(&mut sums, number),
            }
        }
    };
    let write = || {
        let mut sums = [0; 256];
        for number in 1..=messages {
            write_all(&writing, &number.to_ne_bytes());
            note(&mut sums, number);
        }
        // One end for each of them.
        write_all(&writing, &END.to_ne_bytes());
        write_all(&writing, &END.to_ne_bytes());
        sums
    };

    let (sent, [one, other]) = match users {
        Users::Threads => in_threads(read, write),
        Users::Processes => in_processes(read, write),
    };
    let came = [
        one[0] + other[0],
        one[1].wrapping_add(other[1]),
        one[2] ^ other[2],
    ];
    match came == sent[..3] {
        true => String::new(),
        false => format!("{} sent, {} came, or others", sent[0], came[0]),
    }
}

/// Notes a message: how many there were, and two sums that show which.
fn note(sums: &mut Counts, number: u64) {
    sums[0] += 1;
    sums[1] = sums[1].wrapping_add(mixed(number));
    sums[2] ^= mixed(number);
}

/// A number whose sums and differences do not arise by chance.
fn mixed(number: u64) -> u64 {
    Rng::with_seed(number).u64(..)
}
