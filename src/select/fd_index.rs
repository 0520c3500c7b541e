//! [`FdIndex`]: the position of a descriptor in a list.

use std::os::fd::{AsRawFd, RawFd};

use crate::socket::Socket;

/// Maps descriptors to positions. It is a sparse set: descriptors are small, dense numbers, so a
/// `Vec` that is indexed by the descriptor serves as the map.
///
/// It is never cleared, so a position may be left over from an earlier list. The caller has to
/// compare the descriptor at that position.
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

    /// The number of different sockets in a list.
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
