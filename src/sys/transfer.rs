//! The calls that a program makes again and again.
//!
//! `rustix` puts the instruction that enters the kernel right here, without a
//! function of the C library around it. And it is put right into the program's own
//! function: on a processor that has to forget what it predicted, the first return to
//! a caller after the kernel's can cost a third of the call. That is why these
//! functions, and all between them and the program, are `inline(always)`.

use std::io;
use std::mem::MaybeUninit;
use std::num::NonZeroU32;
use std::os::fd::{BorrowedFd, IntoRawFd, OwnedFd};

use rustix::net::{
    self, AddressFamily, Protocol, RecvFlags, SendFlags, SocketAddrAny, SocketFlags, SocketType,
};

/// What one call can transfer on Linux, in bytes (`MAX_RW_COUNT`, see `read(2)`).
pub(crate) const MOST_AT_ONCE: usize = 0x7fff_f000;

/// What a call with `MSG_TRUNC` may write, in bytes: more than any datagram has.
const MOST_CUT: usize = 1 << 20;

/// `accept4(2)`: the next connection, closed in programs that this one starts.
#[inline(always)]
pub(crate) fn accept(socket: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    Ok(net::accept_with(socket, SocketFlags::CLOEXEC)?)
}

/// `socket(2)`, closed in programs that this one starts.
#[inline(always)]
pub(crate) fn socket(domain: i32, r#type: i32, protocol: i32) -> io::Result<OwnedFd> {
    Ok(net::socket_with(
        AddressFamily::from_raw(domain as u16),
        SocketType::from_raw(r#type as u32),
        SocketFlags::CLOEXEC,
        NonZeroU32::new(protocol as u32).map(Protocol::from_raw),
    )?)
}

/// `close(2)`. What it could report would come too late.
#[inline(always)]
pub(crate) fn close(socket: OwnedFd) {
    // SAFETY: nobody else owns the descriptor, and this owner is gone.
    unsafe { rustix::io::close(socket.into_raw_fd()) }
}

/// `ioctl(2)` with `FIONBIO`: what PHP does in two calls, to read the flags and to write
/// them.
#[inline(always)]
pub(crate) fn set_nonblocking(socket: BorrowedFd<'_>, on: bool) -> io::Result<()> {
    Ok(rustix::io::ioctl_fionbio(socket, on)?)
}

/// `send(2)` that raises no `SIGPIPE`.
#[inline(always)]
pub(crate) fn send(socket: BorrowedFd<'_>, data: &[u8], flags: i32) -> io::Result<usize> {
    Ok(net::send(socket, data, send_flags(flags))?)
}

#[inline(always)]
pub(super) fn send_flags(flags: i32) -> SendFlags {
    SendFlags::from_bits_retain(flags as u32) | SendFlags::NOSIGNAL
}

/// One `recv(2)` of at most `length` bytes, which come behind the first `kept` bytes
/// of `data` and replace the rest of it. A failure leaves `data` as it is.
///
/// Returns the kernel's count, which with `MSG_TRUNC` can be more than arrived.
#[inline(always)]
pub(crate) fn recv(
    socket: BorrowedFd<'_>,
    data: &mut Vec<u8>,
    kept: usize,
    length: usize,
    flags: i32,
) -> io::Result<usize> {
    receive(data, kept, length, flags, |room| {
        let (_, count) = net::recv(socket, room, recv_flags(flags))?;
        Ok((count, ()))
    })
    .map(|(count, ())| count)
}

/// One `recv(2)` over bytes that are there already.
#[inline(always)]
pub(crate) fn recv_into(socket: BorrowedFd<'_>, data: &mut [u8], flags: i32) -> io::Result<usize> {
    let (count, _) = net::recv(socket, data, recv_flags(flags))?;
    Ok(count)
}

/// One `recv(2)` into room that holds nothing yet. Returns the part that was filled.
#[inline(always)]
pub(crate) fn recv_first<'r>(
    socket: BorrowedFd<'_>,
    room: &'r mut [MaybeUninit<u8>],
    flags: i32,
) -> io::Result<&'r mut [u8]> {
    let ((data, _), _) = net::recv(socket, room, recv_flags(flags))?;
    Ok(data)
}

/// One `recvfrom(2)`, as [`recv`] with nothing kept, and what `read` makes of the
/// sender's address if it has one.
#[inline(always)]
pub(crate) fn recv_from<T>(
    socket: BorrowedFd<'_>,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
    read: impl FnOnce(SocketAddrAny) -> Option<T>,
) -> io::Result<(usize, Option<T>)> {
    receive(data, 0, length, flags, |room| {
        let (_, count, sender) = net::recvfrom(socket, room, recv_flags(flags))?;
        Ok((count, sender.and_then(read)))
    })
}

#[inline(always)]
fn recv_flags(flags: i32) -> RecvFlags {
    RecvFlags::from_bits_retain(flags as u32)
}

/// Makes room in `data`, lets `call` fill it, and takes over as many bytes as it counts.
#[inline(always)]
pub(super) fn receive<T>(
    data: &mut Vec<u8>,
    kept: usize,
    length: usize,
    flags: i32,
    call: impl FnOnce(&mut [MaybeUninit<u8>]) -> io::Result<(usize, T)>,
) -> io::Result<(usize, T)> {
    let cut = flags & libc::MSG_TRUNC != 0;
    let before = data.len();
    let kept = kept.min(before);
    let length = length.min(if cut { MOST_CUT } else { MOST_AT_ONCE });
    let length = reserve(data, kept, length)?;

    data.truncate(kept);
    let room = &mut data.spare_capacity_mut()[..length];
    if cut {
        // Here the kernel counts bytes that it does not write.
        room[(before - kept).min(length)..].fill(MaybeUninit::new(0));
    }
    let received = call(room);

    let filled = received
        .as_ref()
        .map_or(before, |(count, _)| kept + count.min(&length));
    // SAFETY: the kernel has written the bytes that it counts, from the start of `room`
    // and no more than it holds; with MSG_TRUNC all of it was set before. After a
    // failure what was there before is there still.
    unsafe { data.set_len(filled) };
    received
}

/// Makes room for `length` bytes behind the first `kept`, or for as many as the
/// system grants, and returns that number.
#[inline(always)]
fn reserve(data: &mut Vec<u8>, kept: usize, length: usize) -> io::Result<usize> {
    if data.capacity() - kept >= length {
        return Ok(length);
    }
    grow(data, kept, length)
}

/// This asks for address space only: a page becomes memory when the kernel
/// writes to it, so a large `length` costs what arrives and not what it allows.
#[cold]
fn grow(data: &mut Vec<u8>, kept: usize, length: usize) -> io::Result<usize> {
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
