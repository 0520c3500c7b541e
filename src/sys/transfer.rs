//! `recv(2)` into memory that nobody has to clear first.

use std::io;

use socket2::Socket;

/// What one call can transfer on Linux, in bytes (`MAX_RW_COUNT`, see `read(2)`).
const MOST_AT_ONCE: usize = 0x7fff_f000;

/// Appends to `data` what one `recv(2)` of at most `length` bytes brings, and
/// returns the number of bytes.
///
/// `flags` must not contain `MSG_TRUNC`: with it the kernel counts bytes that it
/// never wrote.
pub(crate) fn recv(
    socket: &Socket,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
) -> io::Result<usize> {
    debug_assert_eq!(flags & libc::MSG_TRUNC, 0);
    let room = reserve(data, length.min(MOST_AT_ONCE))?;

    let received = socket.recv_with_flags(&mut data.spare_capacity_mut()[..room], flags)?;

    // SAFETY: without MSG_TRUNC the kernel has written every byte it counts,
    // from the start of the spare capacity, and no more than `room`.
    unsafe { data.set_len(data.len() + received.min(room)) };
    Ok(received)
}

/// Makes room for `length` more bytes, or for as many as the system grants.
///
/// This asks for address space only: a page becomes memory when the kernel
/// writes to it, so a large `length` costs what arrives and not what it allows.
fn reserve(data: &mut Vec<u8>, length: usize) -> io::Result<usize> {
    let mut room = length;
    while data.try_reserve_exact(room).is_err() {
        room /= 2;
        if room == 0 {
            return Err(io::Error::from_raw_os_error(libc::ENOMEM));
        }
    }
    Ok(room)
}
