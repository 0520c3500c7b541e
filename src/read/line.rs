//! `PHP_NORMAL_READ`: one line, and not a byte more.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::AsFd;

use memchr::memchr2;

use crate::buffer::{self, MAX_KEPT};
use crate::constants::{MSG_DONTWAIT, MSG_PEEK, SOCKET_EAGAIN, SOCKET_EINTR};
use crate::socket::Socket;
use crate::sys;

/// How far the first peek looks, in bytes; each further one looks twice as far.
const WINDOW: usize = 256;

/// Reads up to and with the first `\n` or `\r`, at most `length` bytes.
///
/// When the stream ends, or nothing more arrives for now (a non-blocking socket, a time-out, a
/// signal), what has arrived is the result.
#[inline(always)]
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

/// Reads as much of the line as is there, and waits for its first byte.
///
/// The peek only says how much to read. What is returned is what the read then took, so that
/// nothing is lost or doubled when another thread or process reads from the same socket in
/// between, or sets where a peek begins. A single byte is never too much, and so needs no peek.
#[inline(always)]
fn read_part<'b>(socket: &Socket, buffer: &'b mut [MaybeUninit<u8>]) -> io::Result<&'b mut [u8]> {
    let length = match buffer.len() > 1 && socket.can_peek() {
        true => peek_line(socket, buffer)?,
        false => 1,
    };
    let part = sys::recv_uninit(socket.as_fd(), &mut buffer[..length], 0)?;

    if line_end(part).is_some_and(|end| end < part.len()) {
        socket.distrust_peek();
    }
    Ok(part)
}

/// How many bytes of the line have arrived. If none have, 1, for which a read waits as the
/// socket does; a peek that waits would wait for `SO_RCVLOWAT` bytes. At the end of the stream
/// too, as that is where a peek ends that begins behind all that has arrived.
#[inline(always)]
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
