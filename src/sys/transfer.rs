//! Receiving into memory that nobody has to clear first.

use std::io;
use std::mem::MaybeUninit;

use socket2::{SockAddr, Socket};

/// What one call can transfer on Linux, in bytes (`MAX_RW_COUNT`, see `read(2)`).
const MOST_AT_ONCE: usize = 0x7fff_f000;

/// What a call with `MSG_TRUNC` may write, in bytes: more than any datagram has.
const MOST_CUT: usize = 1 << 20;

/// One `recv(2)` of at most `length` bytes, which come behind the first `kept` bytes
/// of `data` and replace the rest of it. A failure leaves `data` as it is.
///
/// Returns the kernel's count, which with `MSG_TRUNC` can be more than arrived.
pub(crate) fn recv(
    socket: &Socket,
    data: &mut Vec<u8>,
    kept: usize,
    length: usize,
    flags: i32,
) -> io::Result<usize> {
    receive(data, kept, length, flags, |room| {
        socket.recv_with_flags(room, flags).map(|count| (count, ()))
    })
    .map(|(count, ())| count)
}

/// One `recvfrom(2)`, as [`recv`] with nothing kept, and the sender's address.
pub(crate) fn recv_from(
    socket: &Socket,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
) -> io::Result<(usize, SockAddr)> {
    receive(data, 0, length, flags, |room| {
        socket.recv_from_with_flags(room, flags)
    })
}

pub(super) fn receive<T>(
    data: &mut Vec<u8>,
    kept: usize,
    length: usize,
    flags: i32,
    call: impl FnOnce(&mut [MaybeUninit<u8>]) -> io::Result<(usize, T)>,
) -> io::Result<(usize, T)> {
    let cut = flags & libc::MSG_TRUNC != 0;
    let kept = kept.min(data.len());
    let length = length.min(if cut { MOST_CUT } else { MOST_AT_ONCE });
    let length = reserve(data, kept, length)?;

    // SAFETY: the allocation has at least `kept + length` bytes, and `data` is not
    // touched while the slice lives. Whoever writes to it writes bytes.
    let room =
        unsafe { std::slice::from_raw_parts_mut(data.as_mut_ptr().add(kept).cast(), length) };
    if cut {
        // Here the kernel counts bytes that it does not write.
        room[data.len().saturating_sub(kept).min(length)..].fill(MaybeUninit::new(0));
    }

    let (count, more) = call(room)?;

    // SAFETY: the kernel has written the bytes that it counts, from the start of
    // `room` and no more than it holds; with MSG_TRUNC all of it was set before.
    unsafe { data.set_len(kept + count.min(length)) };
    Ok((count, more))
}

/// Makes room for `length` bytes behind the first `kept`, or for as many as the
/// system grants, and returns that number.
///
/// This asks for address space only: a page becomes memory when the kernel
/// writes to it, so a large `length` costs what arrives and not what it allows.
fn reserve(data: &mut Vec<u8>, kept: usize, length: usize) -> io::Result<usize> {
    let mut room = length;
    loop {
        let beyond = (kept + room).saturating_sub(data.len());
        if data.try_reserve_exact(beyond).is_ok() {
            return Ok(room);
        }
        room /= 2;
        if room == 0 {
            return Err(io::Error::from_raw_os_error(libc::ENOMEM));
        }
    }
}
