//! `recv(2)` and `recvfrom(2)`, and the memory that they fill.

use std::alloc::{self, Layout};
use std::io::{self, IoSliceMut};
use std::mem::{self, MaybeUninit};
use std::os::fd::BorrowedFd;

use rustix::net::{self, RecvFlags, SocketAddrAny};

/// The most bytes that one call transfers on Linux (see `read(2)`).
pub(crate) const MAX_RW_COUNT: usize = 0x7fff_f000;

/// The flags with which the kernel counts bytes that it does not write: `MSG_TRUNC`, and
/// `MSG_SOCK_DEVMEM`, which leaves them in the memory of a device.
const UNWRITTEN: i32 = libc::MSG_TRUNC | 0x200_0000; // the libc crate has only the first

/// The room that stays reserved for the next call, in bytes.
const MAX_SPARE: usize = 1 << 20;

/// One `recv(2)` of at most `length` bytes, which replace those of `data`. A failure leaves
/// `data` as it is.
///
/// Returns the kernel's count, which with `MSG_TRUNC` can be more than arrived.
#[inline(always)]
pub(crate) fn recv(
    socket: BorrowedFd<'_>,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
) -> io::Result<usize> {
    receive(data, length, flags, |buffer| {
        let (_, count) = net::recv(socket, buffer, recv_flags(flags))?;
        Ok((count, ()))
    })
    .map(|(count, ())| count)
}

/// One `recvfrom(2)`, as [`recv`], and what `convert` makes of the sender's address if there
/// is one.
#[inline(always)]
pub(crate) fn recv_from<T>(
    socket: BorrowedFd<'_>,
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
    convert: impl FnOnce(SocketAddrAny) -> Option<T>,
) -> io::Result<(usize, Option<T>)> {
    receive(data, length, flags, |buffer| {
        let (_, count, sender) = net::recvfrom(socket, buffer, recv_flags(flags))?;
        Ok((count, sender.and_then(convert)))
    })
}

/// One `recv(2)` over bytes that are there already.
#[inline(always)]
pub(crate) fn recv_into(socket: BorrowedFd<'_>, data: &mut [u8]) -> io::Result<usize> {
    let (count, _) = net::recv(socket, data, RecvFlags::empty())?;
    Ok(count)
}

/// One `recv(2)` into memory that is not set yet. Returns the part that was filled.
#[inline(always)]
pub(crate) fn recv_uninit<'b>(
    socket: BorrowedFd<'_>,
    buffer: &'b mut [MaybeUninit<u8>],
    flags: i32,
) -> io::Result<&'b mut [u8]> {
    let ((data, _), _) = net::recv(socket, buffer, recv_flags(flags))?;
    Ok(data)
}

/// `readv(2)`: one call that fills several buffers.
pub(crate) fn recv_vectored(
    socket: BorrowedFd<'_>,
    buffers: &mut [IoSliceMut<'_>],
) -> io::Result<usize> {
    Ok(rustix::io::readv(socket, buffers)?)
}

#[inline]
fn recv_flags(flags: i32) -> RecvFlags {
    RecvFlags::from_bits_retain(flags as u32)
}

/// Makes room in `data`, lets `call` fill it, and takes over as many bytes as it counts.
/// Returns the count, and what else `call` brings. A failure leaves `data` as it is.
#[inline(always)]
pub(super) fn receive<T>(
    data: &mut Vec<u8>,
    length: usize,
    flags: i32,
    call: impl FnOnce(&mut [MaybeUninit<u8>]) -> io::Result<(usize, T)>,
) -> io::Result<(usize, T)> {
    let length = length.min(MAX_RW_COUNT);
    if flags & UNWRITTEN != 0 {
        return receive_zeroed(data, length, call);
    }

    let grows = data.capacity() < length;
    let length = if grows { grow(data, length)? } else { length };
    let before = data.len();
    data.clear();
    let received = call(&mut data.spare_capacity_mut()[..length]);

    let filled = received
        .as_ref()
        .map_or(before, |(count, _)| *count.min(&length));
    // SAFETY: without those flags the kernel writes the bytes that it counts, from the start of
    // the buffer and no more than it holds. A failed call wrote nothing, and the bytes that
    // were there before are there still.
    unsafe { data.set_len(filled) };
    if grows {
        shrink(data);
    }
    received
}

/// As [`receive`], where the kernel may count bytes that it does not write: all are set before.
#[cold]
fn receive_zeroed<T>(
    data: &mut Vec<u8>,
    length: usize,
    call: impl FnOnce(&mut [MaybeUninit<u8>]) -> io::Result<(usize, T)>,
) -> io::Result<(usize, T)> {
    let grows = data.capacity() < length;
    let mut buffer = if grows {
        zeroed(length)?
    } else {
        mem::take(data)
    };
    let before = buffer.len();
    buffer.resize(length.max(before).min(buffer.capacity()), 0);
    let length = length.min(buffer.len());

    // SAFETY: the slice has the same layout, and `call` gives it to the kernel, which only
    // writes bytes that are set.
    let received = call(unsafe { &mut *(&mut buffer[..length] as *mut [u8] as *mut [_]) });
    match &received {
        Ok((count, _)) => buffer.truncate(*count.min(&length)),
        Err(_) if grows => return received,
        Err(_) => buffer.truncate(before),
    }
    if grows {
        shrink(&mut buffer);
    }
    *data = buffer;
    received
}

/// Makes room in `data` for `length` bytes in all, or for as many as the system grants, and
/// returns that number.
///
/// This reserves addresses only: a page of memory is used when the kernel writes to it, so a
/// large `length` costs what arrives and not what it allows.
#[cold]
fn grow(data: &mut Vec<u8>, length: usize) -> io::Result<usize> {
    granted(length, |length| {
        let additional = length.saturating_sub(data.len());
        data.try_reserve_exact(additional).ok()
    })
    .map(|((), length)| length)
}

/// `length` bytes that are 0, or as many as the system grants. As in [`grow`], memory is used
/// when it is written to.
fn zeroed(length: usize) -> io::Result<Vec<u8>> {
    let (data, _) = granted(length, |length| {
        let layout = Layout::array::<u8>(length).ok()?;
        // SAFETY: the layout has a size, as `length` is more than the capacity of a `Vec`, and
        // is never halved to 0. The memory comes from the global allocator, is as long as the
        // layout says and set to 0, and a `Vec` of this capacity frees it with that layout.
        unsafe {
            let memory = alloc::alloc_zeroed(layout);
            (!memory.is_null()).then(|| Vec::from_raw_parts(memory, length, length))
        }
    })?;
    Ok(data)
}

/// Halves `length` until `allocate` succeeds.
fn granted<T>(
    mut length: usize,
    mut allocate: impl FnMut(usize) -> Option<T>,
) -> io::Result<(T, usize)> {
    loop {
        match allocate(length) {
            Some(memory) => return Ok((memory, length)),
            None if length > 1 => length /= 2,
            None => return Err(io::Error::from_raw_os_error(libc::ENOMEM)),
        }
    }
}

/// Gives back what a large `length` reserved and nothing filled, so that the addresses are
/// free again.
#[cold]
fn shrink(data: &mut Vec<u8>) {
    data.shrink_to(data.len().max(MAX_SPARE));
}
