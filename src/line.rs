//! `PHP_NORMAL_READ`: one line, and not a byte more.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;

use crate::constants::{MSG_PEEK, MSG_TRUNC, SOCKET_EAGAIN, SOCKET_EINTR};
use crate::kept::{KEPT, with_buffer};
use crate::{Socket, sys};

/// The first look ahead, in bytes; doubled with each further one.
const WINDOW: usize = 256;

/// Reads up to and with the first `\n` or `\r`, at most `length` bytes.
///
/// When the end comes, or nothing more for now (a non-blocking socket, a
/// time-out, a signal), what has arrived is the result.
#[inline(always)]
pub(crate) fn read_line(socket: &Socket, length: usize) -> io::Result<Vec<u8>> {
    if !socket.looks_ahead() {
        return read_rest(socket, Vec::new(), length);
    }
    let mut room = [MaybeUninit::uninit(); WINDOW];
    let line = read_part(socket, &mut room[..WINDOW.min(length)])?.to_owned();
    if line.is_empty() || is_whole(&line, length) {
        return Ok(line);
    }
    read_rest(socket, line, length)
}

#[cold]
fn read_rest(socket: &Socket, mut line: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    with_buffer(WINDOW, |buffer| {
        while !is_whole(&line, length) {
            let window = match socket.looks_ahead() {
                true => WINDOW.max(line.len()).min(KEPT).min(length - line.len()),
                false => 1,
            };
            buffer.clear();
            buffer.reserve(window);
            match read_part(socket, &mut buffer.spare_capacity_mut()[..window]) {
                Ok([]) => break,
                Ok(part) => line.extend_from_slice(part),
                Err(cause) if !line.is_empty() && is_pause(&cause) => break,
                Err(cause) => return Err(cause),
            }
        }
        Ok(line)
    })
}

#[inline]
fn is_whole(line: &[u8], length: usize) -> bool {
    line.len() == length || line.last().is_some_and(ends_line)
}

/// Reads as much of the line as is there, and waits for its first byte.
///
/// A byte needs no look, it is never too much. The bytes that were looked at need no
/// second copy: `MSG_TRUNC` has TCP drop them, and other streams write them again.
#[inline(always)]
fn read_part<'r>(socket: &Socket, room: &'r mut [MaybeUninit<u8>]) -> io::Result<&'r [u8]> {
    if room.len() == 1 {
        return Ok(sys::recv_first(socket.as_fd(), room, 0)?);
    }
    let seen = sys::recv_first(socket.as_fd(), room, MSG_PEEK)?;
    let end = line_end(seen).unwrap_or(seen.len());
    if end == 0 {
        return Ok(&[]);
    }
    let part = &mut seen[..end];
    let taken = sys::recv_into(socket.as_fd(), part, MSG_TRUNC)?;
    Ok(&part[..taken.min(end)])
}

/// Where the line ends, if it does.
#[inline]
fn line_end(bytes: &[u8]) -> Option<usize> {
    // Whole chunks first, each in a few instructions.
    let (chunks, _) = bytes.as_chunks::<16>();
    let is_inside =
        |chunk: &&[u8; 16]| !chunk.iter().fold(false, |end, byte| end | ends_line(byte));
    let inside = 16 * chunks.iter().take_while(is_inside).count();

    let end = bytes[inside..].iter().position(ends_line)?;
    Some(inside + end + 1)
}

#[inline]
fn ends_line(byte: &u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn is_pause(cause: &io::Error) -> bool {
    matches!(cause.raw_os_error(), Some(SOCKET_EAGAIN | SOCKET_EINTR))
}
