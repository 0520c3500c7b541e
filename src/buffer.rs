//! A receive buffer for each thread, which is reused from one call to the next.
//!
//! The length of a result is known only after the system call, so the call receives into this
//! buffer. What has arrived is then copied out; if it fills at least half of the buffer, the buffer
//! itself becomes the result.

use std::cell::Cell;
use std::mem;

/// The most memory that a thread keeps for its next call, in bytes.
pub(crate) const MAX_KEPT: usize = 256 * 1024;

/// The largest capacity that a thread keeps, in bytes. Memory that was never written to costs
/// only addresses.
const MAX_RESERVED: usize = 1 << 20;

/// Up to this length, in bytes, a buffer on the stack is used, and copying costs less than handing
/// over memory.
pub(crate) const SHORT: usize = 1024;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Takes this thread's buffer, to receive at most `length` bytes. Give it back with
/// [`put_back`]. If the thread is ending and has no buffer any more, the result is a new one.
pub(crate) fn take(length: usize) -> Vec<u8> {
    let buffer = BUFFER.try_with(Cell::take).unwrap_or_default();
    // A buffer that is too small is replaced: growing it could copy its old contents.
    match buffer.capacity() >= length {
        true => buffer,
        false => Vec::new(),
    }
}

/// Keeps the buffer for the thread's next call, unless it is too large.
pub(crate) fn put_back(buffer: Vec<u8>) {
    if buffer.len() <= MAX_KEPT && buffer.capacity() <= MAX_RESERVED {
        let _ = BUFFER.try_with(|kept| kept.set(buffer));
    }
}

/// Lends the buffer to `call`. Where every instruction counts, [`take`] and [`put_back`] around
/// the system call are faster.
#[inline]
pub(crate) fn with<T>(length: usize, call: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    let mut buffer = take(length);
    let result = call(&mut buffer);
    put_back(buffer);
    result
}

/// Turns what a call has received into the buffer into its result.
pub(crate) fn contents(buffer: &mut Vec<u8>) -> Vec<u8> {
    match buffer.len() {
        SHORT.. if buffer.len() >= buffer.capacity() / 2 => mem::take(buffer),
        ..=MAX_KEPT => buffer.as_slice().to_owned(),
        _ => shrunk(mem::take(buffer)),
    }
}

/// Gives back the memory that was not filled.
#[cold]
fn shrunk(mut data: Vec<u8>) -> Vec<u8> {
    data.shrink_to_fit();
    data
}
