//! A buffer that stays with its thread from one call to the next.
//!
//! A result is as long as what arrived, which is not known before the call. So a call receives
//! into this buffer, and what arrived is copied out of it or, if it fills the buffer well, is
//! handed over with it.

use std::cell::Cell;
use std::mem;

/// The most memory that stays with a thread, in bytes.
pub(crate) const MAX_KEPT: usize = 256 * 1024;

/// The most addresses that stay reserved with it, in bytes; memory that was never written to
/// costs no more than that.
const MAX_RESERVED: usize = 1 << 20;

/// Up to this length, in bytes, the stack has room, and a copy costs less than new memory.
pub(crate) const SHORT: usize = 1024;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Takes this thread's buffer, to receive at most `length` bytes; [`put_back`] gives it back.
/// While the thread ends, there is none, and the result is a new one.
pub(crate) fn take(length: usize) -> Vec<u8> {
    let buffer = BUFFER.try_with(Cell::take).unwrap_or_default();
    // One that is too small is not made larger, as that could copy what is in it.
    match buffer.capacity() >= length {
        true => buffer,
        false => Vec::new(),
    }
}

/// Keeps a buffer for the next call, unless it is too large.
pub(crate) fn put_back(buffer: Vec<u8>) {
    if buffer.len() <= MAX_KEPT && buffer.capacity() <= MAX_RESERVED {
        let _ = BUFFER.try_with(|kept| kept.set(buffer));
    }
}

/// Lends the buffer to `call`. Where speed matters and a system call is the last thing in
/// `call`, [`take`] and [`put_back`] are faster.
#[inline]
pub(crate) fn with<T>(length: usize, call: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    let mut buffer = take(length);
    let result = call(&mut buffer);
    put_back(buffer);
    result
}

/// What a call has received into the buffer, as its result.
pub(crate) fn contents(buffer: &mut Vec<u8>) -> Vec<u8> {
    match buffer.len() {
        SHORT.. if buffer.len() >= buffer.capacity() / 2 => mem::take(buffer),
        ..=MAX_KEPT => buffer.as_slice().to_owned(),
        _ => shrunk(mem::take(buffer)),
    }
}

/// Without the room that was not filled.
#[cold]
fn shrunk(mut data: Vec<u8>) -> Vec<u8> {
    data.shrink_to_fit();
    data
}
