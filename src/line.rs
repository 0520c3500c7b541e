//! `PHP_NORMAL_READ`: one line, and not a byte more.

use std::io;
use std::os::fd::AsFd;

use crate::constants::{SOCKET_EAGAIN, SOCKET_EINTR};
use crate::{Socket, sys};

/// The first look ahead, in bytes; doubled with each further one.
const WINDOW: usize = 256;

/// Reads up to and with the first `\n` or `\r`, at most `length` bytes.
///
/// When the end comes, or nothing more for now (a non-blocking socket, a
/// time-out, a signal), what has arrived is the result.
pub(crate) fn read_line(socket: &Socket, length: usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();

    while line.len() < length && !line.last().is_some_and(ends_line) {
        match read_part(socket, &mut line, length) {
            Ok(0) => break,
            Ok(_) => {}
            Err(cause) if !line.is_empty() && is_pause(&cause) => break,
            Err(cause) => return Err(cause),
        }
    }
    Ok(line)
}

/// Appends more of the line: as much of it as is there, or else its next byte.
///
/// Of a message no part can be taken, its rest would be gone. So on a socket that is
/// no stream PHP's way is the only one: the first byte of each.
fn read_part(socket: &Socket, line: &mut Vec<u8>, length: usize) -> io::Result<usize> {
    let start = line.len();
    let part = match socket.is_stream() {
        true => look_ahead(socket, line, length - start)?,
        false => 1,
    };
    sys::recv(socket.as_fd(), line, start, part, 0)
}

/// How many bytes of the line can be taken now; 1 if none is there yet, to wait for.
///
/// The look itself never waits: it would wait for `SO_RCVLOWAT` bytes, the line may
/// have fewer.
fn look_ahead(socket: &Socket, line: &mut Vec<u8>, most: usize) -> io::Result<usize> {
    let start = line.len();
    let window = WINDOW.max(start).min(most);
    let looked = sys::recv(
        socket.as_fd(),
        line,
        start,
        window,
        libc::MSG_PEEK | libc::MSG_DONTWAIT,
    );
    let end = line[start..].iter().position(ends_line);
    line.truncate(start);

    match looked {
        Ok(0) => Ok(1),
        Ok(there) => Ok(end.map_or(there, |end| end + 1)),
        Err(cause) if cause.raw_os_error() == Some(SOCKET_EAGAIN) => Ok(1),
        Err(cause) => Err(cause),
    }
}

fn ends_line(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_pause(cause: &io::Error) -> bool {
    matches!(cause.raw_os_error(), Some(SOCKET_EAGAIN | SOCKET_EINTR))
}
