//! `socket_select` shows its arrays as they are after the call.

use std::os::fd::AsRawFd;

use php_sockets::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

#[test]
fn arrays_hold_the_sockets_that_are_ready() {
    let (here, there) = pair();
    let (one, other) = (here.as_raw_fd(), there.as_raw_fd());
    socket_write(&here, "x", None).unwrap();

    let mut read = vec![&here, &there];
    let mut write = vec![&here, &there];
    let mut except = vec![&here];
    assert_event(
        format!(
            "socket_select([Socket({other})], [Socket({one}), Socket({other})], [], 5) = 3 on \
             {other}"
        ),
        || socket_select(&mut read, &mut write, &mut except, 5, None),
    );
    assert_eq!((read.len(), write.len(), except.len()), (1, 2, 0));
}

#[test]
fn null_in_the_middle_is_shown_and_at_the_end_it_is_not() {
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    let mut write = vec![&here];
    assert_event(
        format!("socket_select(null, [Socket({fd})]) = 1 on {fd}"),
        || socket_select(None, &mut write, None, None, None),
    );
    let mut read = vec![&here];
    assert_event("socket_select([], null, null, 0, 1000) = 0", || {
        socket_select(&mut read, None, None, 0, 1000)
    });
}

#[test]
fn a_failed_call_leaves_the_arrays_as_they_were() {
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    let mut read = vec![&here];
    assert_failure(
        format!(
            "socket_select([Socket({fd})], null, null, -1) fails with 22: socket_select(): Unable \
             to select [22]: Invalid argument on {fd}"
        ),
        || socket_select(&mut read, None, None, -1, None),
    );
    assert_failure(
        "socket_select(null, null, null, 0) fails with 0: socket_select(): At least one array \
         argument must be passed",
        || socket_select(None, None, None, 0, None),
    );
}
