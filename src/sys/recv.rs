//! `recv(2)` and `recvfrom(2)`, and the memory that they receive into.

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

/// The capacity that a buffer may keep for the next call, in bytes.
const MAX_SPARE: usize = 1 << 20;

/// `recv(2)` of at most `length` bytes, which replace the contents of `data`. On failure `data` is
/// unchanged.
///
/// Returns the kernel's count, which with `MSG_TRUNC` can be larger than `data`.
#[inline]
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

/// `recvfrom(2)`, as [`recv`]. If there is a sender's address, `convert` converts it.
#[inline]
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

/// `recv(2)` into initialized memory.
#[inline]
pub(crate) fn recv_into(socket: BorrowedFd<'_>, data: &mut [u8]) -> io::Result<usize> {
    let (count, _) = net::recv(socket, data, RecvFlags::empty())?;
    Ok(count)
}

/// `recv(2)` into uninitialized memory. Returns the part that was filled.
#[inline]
pub(crate) fn recv_uninit<'b>(
    socket: BorrowedFd<'_>,
    buffer: &'b mut [MaybeUninit<u8>],
    flags: i32,
) -> io::Result<&'b mut [u8]> {
    let ((data, _), _) = net::recv(socket, buffer, recv_flags(flags))?;
    Ok(data)
}

/// `readv(2)` into several buffers.
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

/// Makes room in `data`, has `call` fill it, and sets its length to the count that `call` returns.
/// Returns the count, and the other result of `call`. On failure `data` is unchanged.
#[inline]
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
    // SAFETY: without those flags the kernel writes all bytes that it counts, from the start of the
    // buffer and within it. A failed call writes nothing, so the previous bytes are still there.
    unsafe { data.set_len(filled) };
    if grows {
        shrink(data);
    }
    received
}

/// Like [`receive`], but initializes all bytes before the call: for flags with which the kernel may
/// count bytes that it does not write.
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

    // SAFETY: `u8` and `MaybeUninit<u8>` have the same layout, and `call` passes the slice to the
    // kernel, which writes initialized bytes only.
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

/// Makes room in `data` for `length` bytes in total, or for as many as the system grants. Returns
/// that number.
///
/// This only reserves addresses. A page of memory is used when the kernel writes to it, so a large
/// `length` uses as much memory as data arrives.
#[cold]
fn grow(data: &mut Vec<u8>, length: usize) -> io::Result<usize> {
    granted(length, |length| {
        let additional = length.saturating_sub(data.len());
        data.try_reserve_exact(additional).ok()
    })
    .map(|((), length)| length)
}

/// Allocates `length` bytes that are 0, or as many as the system grants. As in [`grow`], memory is
/// used only when it is written to.
fn zeroed(length: usize) -> io::Result<Vec<u8>> {
    let (data, _) = granted(length, |length| {
        let layout = Layout::array::<u8>(length).ok()?;
        // SAFETY: the size of the layout is not 0, because the first `length` is larger than the
        // capacity of a `Vec` and halving stops at 1. The memory comes from the global allocator,
        // has `length` initialized bytes, and a `Vec` of that capacity frees it with this layout.
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

/// Gives back most of the capacity that a large `length` has reserved and nothing has filled, so
/// that other code can use the addresses.
#[cold]
fn shrink(data: &mut Vec<u8>) {
    data.shrink_to(data.len().max(MAX_SPARE));
}
