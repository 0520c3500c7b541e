//! Two readers of one stream. Lines may be split, as in PHP; no byte is lost or read twice.

use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::process::Command;
use std::thread;
use std::{env, fs};

use php_sockets::*;

use super::{Numbers, line};
use crate::common::*;

const LINES: usize = 100_000;

/// How often each byte comes.
type Counts = [u64; 256];

fn count(counts: &mut Counts, bytes: &[u8]) {
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
}

/// Sends lines of 0 to 15 bytes of all kinds, then ends the stream. Returns what they
/// are made of.
fn send_lines(socket: &Socket) -> Counts {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut counts, mut text) = ([0; 256], Vec::new());
    for _ in 0..LINES {
        let length = numbers.below(16);
        text.extend((0..length).map(|_| b' ' + numbers.below(224) as u8));
        text.push(b'\n');
    }
    count(&mut counts, &text);
    let mut writer = socket;
    writer.write_all(&text).unwrap();
    socket_shutdown(socket, SHUT_WR).unwrap();
    counts
}

type Read = fn(&Socket) -> Result<Vec<u8>>;

const BY_LINE: Read = |socket| line(socket, 8192);
const BY_PIECE: Read = |socket| socket_read(socket, 50, None);

/// Reads to the end of the stream.
fn read_all(socket: &Socket, read: Read) -> Counts {
    let mut counts = [0; 256];
    loop {
        match read(socket).unwrap() {
            data if data.is_empty() => return counts,
            data => count(&mut counts, &data),
        }
    }
}

/// Expects that two readers together have read what was sent.
#[track_caller]
fn assert_all(sent: &Counts, one: &Counts, other: &Counts) {
    let read = one.iter().zip(other).map(|(one, other)| one + other);
    let differences: Vec<_> = read
        .zip(sent)
        .map(|(read, sent)| read.abs_diff(*sent))
        .collect();
    let wrong: u64 = differences.iter().sum();
    let all: u64 = sent.iter().sum();
    assert_eq!(wrong, 0, "lost or doubled, at least, of {all} bytes");
}

#[track_caller]
fn assert_two_threads(reads: [Read; 2]) {
    for (socket, peer) in [connected(), pair()] {
        let socket = &socket;
        let (sent, read) = thread::scope(|scope| {
            let writer = scope.spawn(|| send_lines(&peer));
            let readers = reads.map(|read| scope.spawn(move || read_all(socket, read)));
            let read = readers.map(|reader| reader.join().unwrap());
            (writer.join().unwrap(), read)
        });
        assert_all(&sent, &read[0], &read[1]);
    }
}

#[test]
fn two_threads_lose_nothing_and_double_nothing() {
    assert_two_threads([BY_LINE, BY_LINE]);
}

#[test]
fn a_reader_of_lines_loses_nothing_to_one_of_pieces() {
    assert_two_threads([BY_LINE, BY_PIECE]);
}

// A lock in a `Socket` would not be enough.
#[test]
fn a_handle_of_its_own_changes_nothing() {
    for (socket, peer) in [connected(), pair()] {
        let other = Socket::from(socket.as_fd().try_clone_to_owned().unwrap());
        let (sent, read) = thread::scope(|scope| {
            let writer = scope.spawn(|| send_lines(&peer));
            let readers = [socket, other];
            let readers = readers.map(|it| scope.spawn(move || read_all(&it, BY_LINE)));
            let read = readers.map(|reader| reader.join().unwrap());
            (writer.join().unwrap(), read)
        });
        assert_all(&sent, &read[0], &read[1]);
    }
}

const COUNTS: &str = "PHP_SOCKETS_TEST_COUNTS";

/// In the child: reads its standard input, and writes its counts to a file.
fn read_input() {
    let input: OwnedFd = io::stdin().as_fd().try_clone_to_owned().unwrap();
    let counts = read_all(&input.into(), BY_LINE);
    let text = counts.map(|count| count.to_string()).join(" ");
    fs::write(env::var_os(COUNTS).unwrap(), text).unwrap();
}

#[test]
fn two_processes_lose_nothing_and_double_nothing() {
    const NAME: &str = "line::two_readers::two_processes_lose_nothing_and_double_nothing";
    if env::var_os(COUNTS).is_some() {
        return read_input();
    }

    for (socket, peer) in [connected(), pair()] {
        let folder = folder();
        let file = folder.path().join("counts");
        let mut child = Command::new("/proc/self/exe");
        child.env(COUNTS, &file);
        child.stdin(socket.as_fd().try_clone_to_owned().unwrap());

        let (sent, here) = thread::scope(|scope| {
            scope.spawn(|| run_child(NAME, child));
            let reader = scope.spawn(|| read_all(&socket, BY_LINE));
            (send_lines(&peer), reader.join().unwrap())
        });
        let text = fs::read_to_string(file).unwrap();
        let numbers = text.split(' ').map(|number| number.parse().unwrap());
        let there: Vec<u64> = numbers.collect();
        assert_all(&sent, &here, &there.try_into().unwrap());
    }
}
