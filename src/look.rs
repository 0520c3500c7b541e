//! Whether a look at what has arrived (`MSG_PEEK`) can stand for a read.

use std::os::fd::BorrowedFd;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use crate::constants::{SO_RCVLOWAT, SOL_SOCKET};
use crate::sys;

/// Where a look begins; PHP has no name for it.
pub(crate) const SO_PEEK_OFF: i32 = 42;

/// What is known of the two options that a look obeys and a read of a single byte does
/// not: `SO_PEEK_OFF` moves it, and `SO_RCVLOWAT` makes it wait for more.
pub(crate) struct Look(AtomicU8);

const UNKNOWN: u8 = 0;
const FREE: u8 = 1;
const BOUND: u8 = 2;

#[allow(
    clippy::declare_interior_mutable_const,
    reason = "each use is a value of its own"
)]
impl Look {
    /// Neither option is set, as in every new socket.
    pub(crate) const FREE: Self = Self(AtomicU8::new(FREE));

    /// The socket had another owner.
    pub(crate) const UNKNOWN: Self = Self(AtomicU8::new(UNKNOWN));

    /// An accepted socket has the options of its listener.
    #[inline]
    pub(crate) fn inherited(&self) -> Self {
        Self(self.0.load(Relaxed).into())
    }

    /// To be called when an option has been set.
    #[inline]
    pub(crate) fn option_set(&self, level: i32, option: i32) {
        if level == SOL_SOCKET && [SO_RCVLOWAT, SO_PEEK_OFF].contains(&option) {
            self.0.store(UNKNOWN, Relaxed);
        }
    }

    /// Whether neither option is set. The kernel is asked once.
    #[inline]
    pub(crate) fn is_free(&self, socket: BorrowedFd<'_>) -> bool {
        match self.0.load(Relaxed) {
            FREE => true,
            BOUND => false,
            _ => self.find_out(socket),
        }
    }

    #[cold]
    fn find_out(&self, socket: BorrowedFd<'_>) -> bool {
        let option = |option| sys::get_option(socket, SOL_SOCKET, option).map(|(value, _)| value);
        // Before Linux 6.9 TCP has no SO_PEEK_OFF.
        let free = option(SO_RCVLOWAT).is_ok_and(|bytes: i32| bytes == 1)
            && option(SO_PEEK_OFF).map_or(true, |offset: i32| offset < 0);

        self.0.store(if free { FREE } else { BOUND }, Relaxed);
        free
    }
}
