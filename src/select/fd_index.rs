//! [`FdIndex`]: where in a list a descriptor stands.

use std::os::fd::{AsRawFd, RawFd};

use crate::socket::Socket;

/// A position for each descriptor: a sparse set, as descriptors are small and dense numbers.
///
/// It is never cleared, so a position may come from an earlier list: compare the descriptor that
/// stands there.
#[derive(Default)]
pub(super) struct FdIndex(Vec<u32>);

impl FdIndex {
    pub(super) const NEW: Self = Self(Vec::new());

    pub(super) fn insert(&mut self, fd: RawFd, position: usize) {
        let fd = fd as usize;
        if fd >= self.0.len() {
            self.0.resize(fd + 1, 0);
        }
        self.0[fd] = position as u32;
    }

    pub(super) fn position(&self, fd: RawFd) -> usize {
        self.0.get(fd as usize).map_or(0, |&at| at as usize)
    }

    /// How many different sockets there are.
    pub(super) fn count_distinct(&mut self, sockets: &[&Socket]) -> usize {
        if sockets.len() < 2 {
            return sockets.len();
        }
        let mut count = 0;
        for (position, socket) in sockets.iter().enumerate() {
            let seen = sockets[..position].get(self.position(socket.as_raw_fd()));
            if seen != Some(socket) {
                self.insert(socket.as_raw_fd(), position);
                count += 1;
            }
        }
        count
    }
}
