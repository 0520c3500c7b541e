//! `PHP_NORMAL_READ`: one line at a time, and not a single byte more.

mod look;
mod second_handle;
mod two_readers;

use std::fmt::Write;
use std::io::Read;
use std::thread;
use std::time::Duration;

use php_sockets::*;

use crate::common::*;

/// How far the crate peeks at first, in bytes: lines of about this length are tried.
const WINDOW: usize = 256;

fn line(socket: &Socket, length: usize) -> Result<Vec<u8>> {
    socket_read(socket, length, PHP_NORMAL_READ)
}

fn wait_at_most(socket: &Socket, timeout: Duration) {
    socket_set_option(socket, SOL_SOCKET, SO_RCVTIMEO, timeout).unwrap();
}

// RD11.
#[test]
fn a_line_ends_after_a_line_feed_or_a_carriage_return() {
    let (socket, peer) = pair();
    socket_write(&peer, b"abc\r\ndef\n\0\xff\r", None).unwrap();

    assert_eq!(line(&socket, 100).unwrap(), b"abc\r");
    assert_eq!(line(&socket, 100).unwrap(), b"\n");
    assert_eq!(line(&socket, 100).unwrap(), b"def\n");
    assert_eq!(line(&socket, 100).unwrap(), b"\0\xff\r");
}

// RD12.
#[test]
fn a_line_ends_at_the_length() {
    let (socket, peer) = pair();
    socket_write(&peer, "abc\ndef\n", None).unwrap();

    assert_eq!(line(&socket, 3).unwrap(), b"abc");
    assert_eq!(line(&socket, 3).unwrap(), b"\n");
    assert_eq!(line(&socket, 1).unwrap(), b"d");
    assert_eq!(line(&socket, 3).unwrap(), b"ef\n");
}

#[test]
fn what_follows_the_line_stays_in_the_socket() {
    for (socket, peer) in [pair(), connected()] {
        let text = [&[b'x'; 300][..], b"\nthe rest\n"].concat();
        socket_write(&peer, text, None).unwrap();

        assert_eq!(line(&socket, 8192).unwrap().len(), 301);
        assert_eq!(socket_read(&socket, 8192, None).unwrap(), b"the rest\n");
    }
}

#[test]
fn a_line_can_be_longer_than_the_look_ahead() {
    let (socket, peer) = connected();
    let lengths = (1..=5).map(|power| WINDOW << power);
    let lengths: Vec<usize> = lengths.flat_map(|n| [n - 1, n, n + 1]).collect();
    let sent = lengths.clone();
    let writer = thread::spawn(move || {
        for length in sent {
            let mut text = vec![b'x'; length - 1];
            text.push(b'\n');
            assert_eq!(socket_write(&peer, text, None).unwrap(), length);
        }
    });

    for length in lengths {
        let line = line(&socket, 1 << 20).unwrap();
        assert_eq!(line.len(), length);
        assert!(line.ends_with(b"x\n"));
    }
    writer.join().unwrap();
}

// RD13, RD14, RD15, RD16.
#[test]
fn the_end_gives_the_last_line_then_nothing() {
    for wait in [true, false] {
        let (socket, peer) = pair();
        if !wait {
            socket_set_nonblock(&socket).unwrap();
        }
        socket_clear_error(None);
        socket_write(&peer, "first\nlast", None).unwrap();
        socket_close(peer);

        assert_eq!(line(&socket, 100).unwrap(), b"first\n");
        assert_eq!(line(&socket, 100).unwrap(), b"last");
        assert_eq!(line(&socket, 100).unwrap(), b"");
        assert_eq!(line(&socket, 100).unwrap(), b"");
        assert_eq!(
            (socket_last_error(&socket), socket_last_error(None)),
            (0, 0)
        );
    }
}

// RD17, RD33, MX23.
#[test]
fn a_socket_that_does_not_wait_gives_what_has_arrived() {
    let (nonblocking, peer) = pair();
    socket_set_nonblock(&nonblocking).unwrap();
    let (timed, other_peer) = pair();
    wait_at_most(&timed, Duration::from_millis(1));

    for (socket, peer) in [(nonblocking, peer), (timed, other_peer)] {
        let error = assert_silent(&socket, |s| line(s, 100), SOCKET_EAGAIN);
        assert!(error.is_would_block());

        socket_write(&peer, "late\npartial", None).unwrap();
        assert_eq!(line(&socket, 100).unwrap(), b"late\n");
        assert_eq!(line(&socket, 100).unwrap(), b"partial");
        assert_silent(&socket, |s| line(s, 100), SOCKET_EAGAIN);

        socket_write(&peer, " line\n", None).unwrap();
        assert_eq!(line(&socket, 100).unwrap(), b" line\n");
    }
}

#[test]
fn a_blocking_socket_waits_for_the_rest_of_the_line() {
    let (socket, peer) = connected();
    let writer = thread::spawn(move || {
        for byte in b"a line in parts\nand more".chunks(1) {
            socket_write(&peer, byte, None).unwrap();
            thread::yield_now();
        }
    });

    assert_eq!(line(&socket, 100).unwrap(), b"a line in parts\n");
    writer.join().unwrap();
}

// RD26.
#[test]
fn a_signal_gives_what_has_arrived() {
    if !in_child("line::a_signal_gives_what_has_arrived") {
        return;
    }
    let (socket, peer) = pair();
    wait_at_most(&socket, Duration::from_secs(30));

    socket_write(&peer, "part", None).unwrap();
    assert_eq!(with_signals(|| line(&socket, 100)).unwrap(), b"part");

    let error = assert_fails(
        &socket,
        |s| with_signals(|| line(s, 100)),
        "socket_read(): unable to read from socket [4]: Interrupted system call",
    );
    assert!(error.is_interrupted());
}

// RD34.
#[test]
fn a_reset_fails_and_takes_what_was_read() {
    let (socket, peer) = connected();
    socket_write(&peer, "whole\npart", None).unwrap();
    reset(peer, &socket);

    assert_eq!(line(&socket, 100).unwrap(), b"whole\n");
    assert_fails(
        &socket,
        |s| line(s, 100),
        "socket_read(): unable to read from socket [104]: Connection reset by peer",
    );
    assert_eq!(line(&socket, 100).unwrap(), b"");
}

#[test]
fn a_line_needs_a_connection() {
    assert_fails(
        &tcp(),
        |s| line(s, 100),
        "socket_read(): unable to read from socket [107]: Transport endpoint is not connected",
    );
    assert_fails(
        &unix(),
        |s| line(s, 100),
        "socket_read(): unable to read from socket [22]: Invalid argument",
    );
}

// RD31.
#[test]
fn of_each_message_only_the_first_byte_counts() {
    for r#type in [SOCK_DGRAM, SOCK_SEQPACKET] {
        let (socket, peer) = pair_of(r#type);
        socket_set_nonblock(&socket).unwrap();
        for message in ["ab\n", "x\n", "yz", "\nlost"] {
            socket_write(&peer, message, None).unwrap();
        }

        assert_eq!(line(&socket, 2).unwrap(), b"ax");
        assert_eq!(line(&socket, 100).unwrap(), b"y\n");
        assert_silent(&socket, |s| line(s, 100), SOCKET_EAGAIN);
    }
}

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// Often short, and often about as long as a peek.
    fn length(&mut self) -> usize {
        match self.below(3) {
            0 => 1 + self.below(8),
            1 => WINDOW - 4 + self.below(8),
            _ => 1 + self.below(3 * WINDOW),
        }
    }

    /// Lines of all lengths, the last one perhaps without an end.
    fn text(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        for _ in 0..self.below(6) {
            for _ in 0..self.length() {
                text.push(b'a' + self.below(26) as u8);
            }
            text.extend([&b"\n"[..], b"\r", b"\r\n", b"\n\n", b""][self.below(5)]);
        }
        text
    }
}

/// What PHP does, byte by byte: takes a line off `text`.
fn model(text: &mut Vec<u8>, length: usize) -> Vec<u8> {
    let mut line = Vec::new();
    while line.len() < length
        && !text.is_empty()
        && !line.ends_with(b"\n")
        && !line.ends_with(b"\r")
    {
        line.push(text.remove(0));
    }
    line
}

#[test]
fn lines_are_those_of_reading_byte_by_byte() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);

    for case in 0..1000 {
        let (socket, peer) = if case % 2 == 0 { pair() } else { connected() };
        let mut text = numbers.text();
        let (sent, chunk) = (text.clone(), numbers.length());
        let writer = thread::spawn(move || {
            for part in sent.chunks(chunk) {
                assert_eq!(socket_write(&peer, part, None).unwrap(), part.len());
            }
        });

        for _ in 0..numbers.below(8) {
            let length = numbers.length();
            let expected = model(&mut text, length);
            assert_eq!(line(&socket, length).unwrap(), expected, "case {case}");
        }
        let mut rest = Vec::new();
        (&socket).read_to_end(&mut rest).unwrap();
        assert_eq!(rest, text, "what is left in case {case}");
        writer.join().unwrap();
    }
}

#[test]
fn a_nonblocking_socket_gives_lines_wherever_they_are_split() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);

    for case in 0..1000 {
        let (socket, peer) = pair();
        socket_set_nonblock(&socket).unwrap();
        let text = numbers.text();
        // Many small writes fill the socket, because nothing reads them here.
        let chunk = numbers.length().max(text.len() / 50 + 1);
        let mut arrived = Vec::new();

        for part in text.chunks(chunk) {
            socket_write(&peer, part, None).unwrap();
            arrived.extend(part);
            for _ in 0..numbers.below(4) {
                let length = numbers.length();
                match model(&mut arrived, length) {
                    expected if expected.is_empty() => {
                        assert_silent(&socket, |s| line(s, length), SOCKET_EAGAIN);
                    }
                    expected => assert_eq!(line(&socket, length).unwrap(), expected, "{case}"),
                }
            }
        }
    }
}

// PHP loses the last line at the end of a stream, so each string has whole ones.
#[test]
fn php_reads_the_same_lines() {
    if !has_php("line::php_reads_the_same_lines") {
        return;
    }
    let mut numbers = Numbers(0x1234_5678_9abc_def1);
    let (mut program, mut ours) = (String::new(), String::new());

    for _ in 0..60 {
        let text = [numbers.text(), b"\n".to_vec()].concat();
        let (socket, peer) = pair();
        socket_write(&peer, &text, None).unwrap();
        socket_close(peer);
        let text = text.escape_ascii();
        writeln!(program, "socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p);").unwrap();
        writeln!(program, "socket_write($p[0], \"{text}\");").unwrap();

        for _ in 0..4 {
            let length = numbers.length();
            let line = line(&socket, length).unwrap();
            if line.is_empty() {
                break;
            }
            let read = format!("socket_read($p[1], {length}, PHP_NORMAL_READ)");
            writeln!(program, "echo addcslashes({read}, \"\\r\\n\"), \"\\n\";").unwrap();
            writeln!(ours, "{}", line.escape_ascii()).unwrap();
        }
    }
    assert_eq!(php(program), ours);
}
