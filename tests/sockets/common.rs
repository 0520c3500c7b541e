//! What the tests of all topics use.

pub(crate) use php_sockets_test_support::files::*;
pub(crate) use php_sockets_test_support::process::*;
pub(crate) use php_sockets_test_support::sockets::*;
pub(crate) use php_sockets_test_support::tools::*;

/// Lengths for which no system has the memory, and the longest that PHP takes.
pub(crate) fn huge_lengths() -> [usize; 4] {
    let most = isize::MAX as usize - 1;
    [
        1 << 30,
        1 << (usize::BITS / 2),
        1 << (usize::BITS - 2),
        most,
    ]
}

/// The size of a control message's head: its length, its level and its type.
pub(crate) const CMSG_HEAD: usize = size_of::<usize>() + 2 * size_of::<i32>();
