//! `PHP_NORMAL_READ`: reads one line, and nothing that follows it.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;

use memchr::memchr2;

use crate::buffer::{self, MAX_KEPT};
use crate::constants::{MSG_DONTWAIT, MSG_PEEK, SOCKET_EAGAIN, SOCKET_EINTR};
use crate::socket::Socket;
use crate::sys;

/// How many bytes the first peek examines. Each further peek examines twice as many.
const WINDOW: usize = 256;

/// Reads up to and including the first `\n` or `\r`, at most `length` bytes.
///
/// If the stream ends, or the call cannot wait for more (a non-blocking socket, a timeout, a
/// signal), the result is what has arrived.
#[inline]
pub(super) fn read_line(socket: &Socket, length: usize) -> io::Result<Vec<u8>> {
    let mut buffer = [MaybeUninit::uninit(); WINDOW];
    let line = read_part(socket, &mut buffer[..WINDOW.min(length)])?.to_owned();
    if line.is_empty() || is_whole(&line, length) {
        return Ok(line);
    }
    read_rest(socket, line, length)
}

#[cold]
fn read_rest(socket: &Socket, mut line: Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    buffer::with(WINDOW, |buffer| {
        while !is_whole(&line, length) {
            let window = WINDOW
                .max(line.len())
                .min(MAX_KEPT)
                .min(length - line.len());
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

/// Reads the part of the line that has arrived, and waits if nothing has.
///
/// The peek only decides how much to read. What is returned is what the read took, so nothing is
/// lost or read twice if another thread or process reads from the same socket in between, or sets
/// `SO_PEEK_OFF`. A single byte is never too much and needs no peek.
#[inline]
fn read_part<'b>(socket: &Socket, buffer: &'b mut [MaybeUninit<u8>]) -> io::Result<&'b mut [u8]> {
    let length = match buffer.len() > 1 && socket.can_peek() {
        true => peek_line(socket, buffer)?,
        false => 1,
    };
    let part = sys::recv_uninit(socket.as_fd(), &mut buffer[..length], 0)?;

    if line_end(part).is_some_and(|end| end < part.len()) {
        socket.recheck_peek_offset();
    }
    Ok(part)
}

/// The number of bytes of the line that have arrived.
///
/// If none have arrived, the result is 1: the read then waits for that byte if the socket is in
/// blocking mode. The peek itself must not wait, because it would wait for `SO_RCVLOWAT` bytes. The
/// result is 1 at the end of the stream too: with `SO_PEEK_OFF`, a peek beyond everything that has
/// arrived looks like the end.
#[inline]
fn peek_line(socket: &Socket, buffer: &mut [MaybeUninit<u8>]) -> io::Result<usize> {
    match sys::recv_uninit(socket.as_fd(), buffer, MSG_PEEK | MSG_DONTWAIT) {
        Ok([]) => Ok(1),
        Ok(bytes) => Ok(line_end(bytes).unwrap_or(bytes.len())),
        Err(cause) if cause.raw_os_error() == Some(SOCKET_EAGAIN) => Ok(1),
        Err(cause) => Err(cause),
    }
}

/// How long the first line is, with its end.
#[inline]
fn line_end(bytes: &[u8]) -> Option<usize> {
    memchr2(b'\n', b'\r', bytes).map(|end| end + 1)
}

#[inline]
fn is_whole(line: &[u8], length: usize) -> bool {
    line.len() >= length || matches!(line.last(), Some(b'\n' | b'\r'))
}

fn is_pause(cause: &io::Error) -> bool {
    matches!(cause.raw_os_error(), Some(SOCKET_EAGAIN | SOCKET_EINTR))
}
