//! `PHP_NORMAL_READ`: one line, and not a byte more.

use std::io;

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

/// Appends more of the line.
///
/// Looks ahead first, so that exactly the line can be taken. A message cannot be
/// taken in parts, its rest would be gone: there PHP's way is the only one, the
/// first byte of each.
fn read_part(socket: &Socket, line: &mut Vec<u8>, length: usize) -> io::Result<usize> {
    if !socket.is_stream() {
        return sys::recv(socket.inner(), line, 1, 0);
    }

    let start = line.len();
    let window = WINDOW.max(start).min(length - start);
    let ahead = sys::recv(socket.inner(), line, window, libc::MSG_PEEK)?;
    let end = line[start..].iter().position(ends_line);
    line.truncate(start);

    match end.map_or(ahead, |end| end + 1) {
        0 => Ok(0),
        part => sys::recv(socket.inner(), line, part, 0),
    }
}

fn ends_line(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_pause(cause: &io::Error) -> bool {
    matches!(cause.raw_os_error(), Some(SOCKET_EAGAIN | SOCKET_EINTR))
}
