//! What comes in parts, and what is taken in parts, is whole at the end.

use std::time::{Duration, Instant};

use php_sockets::*;

use crate::report::Report;
use crate::scene::{connection, pair};

/// How a program reads.
type Read = (&'static str, fn(&Socket, usize) -> Result<Vec<u8>>);

/// How a program writes.
type Write = (&'static str, fn(&Socket, &[u8]) -> Result<usize>);

const READS: &[Read] = &[
    ("socket_read", |socket, length| {
        socket_read(socket, length, None)
    }),
    ("socket_read, lines", |socket, length| {
        socket_read(socket, length, PHP_NORMAL_READ)
    }),
    ("socket_recv", |socket, length| {
        let mut data = Vec::new();
        socket_recv(socket, &mut data, length, 0).map(|_| data)
    }),
    ("socket_recvfrom", |socket, length| {
        let mut data = Vec::new();
        socket_recvfrom(socket, &mut data, length, 0).map(|_| data)
    }),
    ("socket_recvmsg", |socket, length| {
        let mut message = Message {
            controllen: 32,
            buffer_size: length,
            ..Message::default()
        };
        socket_recvmsg(socket, &mut message, 0).map(|_| message.iov.concat())
    }),
];

const WRITES: &[Write] = &[
    ("socket_write", |socket, data| {
        socket_write(socket, data, None)
    }),
    ("socket_send", |socket, data| {
        socket_send(socket, data, data.len(), 0)
    }),
    ("socket_sendmsg, three parts", |socket, data| {
        let third = data.len() / 3;
        let (one, rest) = data.split_at(third);
        let (two, three) = rest.split_at(third);
        let message = Message {
            iov: [one, two, three].map(<[u8]>::to_vec).into(),
            ..Message::default()
        };
        socket_sendmsg(socket, &message, 0)
    }),
];

pub(super) fn run(report: &mut Report) {
    let text: Vec<u8> = (0..400)
        .map(|place| {
            if place % 37 == 0 {
                b'\n'
            } else {
                b'!' + (place % 89) as u8
            }
        })
        .collect();
    for (title, read) in READS {
        for part in [1, 2, 36, 37, 38, 399, 400] {
            for length in [1, 2, 36, 37, 38, 399, 400, 401] {
                for [here, there] in [connection(), pair(SOCK_STREAM)] {
                    let came = in_parts(&here, &there, &text, part, length, *read);
                    report.check(came.as_ref() == Ok(&text), || {
                        format!("{title} of {length} in parts of {part}: {came:?}")
                    });
                }
            }
        }
    }
    for [here, there] in [connection(), pair(SOCK_STREAM)] {
        let fault = whole_lines(here, &there, &text);
        report.check(fault.is_empty(), || format!("lines byte by byte: {fault}"));
    }
    for (title, write) in WRITES {
        // TCP with so little room waits for its timers.
        for ([here, there], size) in [(connection(), 80_000), (pair(SOCK_STREAM), 1_000_000)] {
            let fault = cut(&here, &there, *write, size);
            report.check(fault.is_empty(), || format!("{title} cut: {fault}"));
        }
    }
}

/// What comes of a text that is sent in parts, with all reads that there are in between.
fn in_parts(
    here: &Socket,
    there: &Socket,
    text: &[u8],
    part: usize,
    length: usize,
    read: fn(&Socket, usize) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    socket_set_nonblock(here)?;
    // Each part is a packet of its own, there before the next call.
    let _ = socket_set_option(there, SOL_TCP, TCP_NODELAY, 1);
    let mut came = Vec::new();
    for part in text.chunks(part) {
        socket_write(there, part, None)?;
        loop {
            match read(here, length) {
                Ok(data) => came.extend(data),
                Err(error) if error.is_would_block() => break,
                Err(error) => return Err(error),
            }
        }
    }
    Ok(came)
}

/// A reader that waits gets each line whole, though it comes byte by byte.
fn whole_lines(here: Socket, there: &Socket, text: &[u8]) -> String {
    let wanted: Vec<Vec<u8>> = text
        .split_inclusive(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let reader = std::thread::spawn(move || {
        let mut lines = Vec::new();
        loop {
            match socket_read(&here, 1000, PHP_NORMAL_READ) {
                Ok(line) if line.is_empty() => return Ok(lines),
                Ok(line) => lines.push(line),
                Err(error) => return Err(error),
            }
        }
    });
    for byte in text {
        socket_write(there, [*byte], None).expect("a reader");
        std::thread::yield_now();
    }
    socket_shutdown(there, SHUT_WR).expect("an end");
    match reader.join().expect("a reader") {
        Ok(lines) if lines == wanted => String::new(),
        other => format!("{other:?}"),
    }
}

/// What a send says that it took is what the peer gets.
fn cut(
    here: &Socket,
    there: &Socket,
    write: fn(&Socket, &[u8]) -> Result<usize>,
    size: usize,
) -> String {
    let text: Vec<u8> = (0..size).map(|place| (place * 31 / 7) as u8).collect();
    for socket in [here, there] {
        socket_set_nonblock(socket).expect("a mode");
        socket_set_option(socket, SOL_SOCKET, SO_SNDBUF, 1).expect("SO_SNDBUF");
        socket_set_option(socket, SOL_SOCKET, SO_RCVBUF, 1).expect("SO_RCVBUF");
    }
    let late = Instant::now() + Duration::from_secs(20);
    let (mut sent, mut cuts, mut came) = (0, 0, Vec::with_capacity(size));
    while came.len() < size {
        if Instant::now() > late {
            return format!("{sent} bytes sent, only {} came", came.len());
        }
        let end = size.min(sent + 300_000);
        match write(here, &text[sent..end]) {
            Ok(count) => {
                cuts += u32::from(count < end - sent);
                sent += count;
            }
            Err(error) if error.is_would_block() => {}
            Err(error) => return error.to_string(),
        }
        while let Ok(data) = socket_read(there, 7000, None) {
            if data.is_empty() {
                break;
            }
            came.extend(data);
        }
        if came.len() > sent {
            return format!("{} came of {sent}", came.len());
        }
    }
    match came == text && cuts > 0 {
        true => String::new(),
        false => format!("{cuts} sends were cut, and what came is not what was sent"),
    }
}
