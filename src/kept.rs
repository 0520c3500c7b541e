//! Memory that stays with a thread from one call to the next.

use std::cell::Cell;
use std::mem;

/// Up to this length, in bytes, what a call brought is copied out of the [`buffer`],
/// which then stays.
pub(crate) const KEPT: usize = 256 * 1024;

/// Up to this length, in bytes, the stack has room, and a copy costs less than new memory.
pub(crate) const SHORT: usize = 1024;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Takes the buffer of this thread, for at most `length` bytes; [`keep`] gives it back.
/// While the thread ends it keeps nothing, and each call has memory of its own.
///
/// A result is as long as what arrived, which nobody knows before. And a large `length`
/// costs the system's work to find room for it only once, not with each call.
#[inline(always)]
pub(crate) fn buffer(length: usize) -> Vec<u8> {
    let buffer = BUFFER.try_with(Cell::take).unwrap_or_default();
    // Too large is given back. Too small does not grow, which could be a copy.
    match (length..=length.max(KEPT)).contains(&buffer.capacity()) {
        true => buffer,
        false => Vec::new(),
    }
}

/// Keeps the [`buffer`] for the next call, unless too much of it holds data.
#[inline(always)]
pub(crate) fn keep(buffer: Vec<u8>) {
    if buffer.len() <= KEPT {
        let _ = BUFFER.try_with(|kept| kept.set(buffer));
    }
}

/// Lends the [`buffer`] to `call`. Where a system call is the last that happens in it, take
/// and keep: a return right after one is slow.
#[inline(always)]
pub(crate) fn with_buffer<T>(length: usize, call: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    let mut buffer = buffer(length);
    let result = call(&mut buffer);
    keep(buffer);
    result
}

/// What a call has brought into the [`buffer`], as a result. One that is well filled is
/// handed over.
#[inline(always)]
pub(crate) fn contents(buffer: &mut Vec<u8>) -> Vec<u8> {
    match buffer.len() {
        SHORT.. if buffer.len() >= buffer.capacity() / 2 => mem::take(buffer),
        ..=KEPT => buffer.as_slice().to_owned(),
        _ => shrunk(mem::take(buffer)),
    }
}

/// Gives back what has not been filled.
#[cold]
fn shrunk(mut data: Vec<u8>) -> Vec<u8> {
    data.shrink_to_fit();
    data
}
