//! The system calls of `socket_select` that depend on the time.

use super::trace::traces;
use crate::common::*;
use crate::select::time::urgent_after_hang_up;

#[test]
fn a_wait_ends_with_the_call_that_reports_a_ready_socket() {
    let test = "syscalls::select::a_wait_ends_with_the_call_that_reports_a_ready_socket";
    let Some(traces) = traces(test) else {
        if is_child() {
            urgent_after_hang_up();
        }
        return;
    };
    // Only one thread waits for urgent data.
    let waiting = traces.iter().find(|trace| trace.contains("events=POLLPRI"));
    let mut polls = waiting
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("ppoll("));
    let last = polls.next_back().unwrap();
    assert!(last.contains("revents=POLLPRI"), "{last}");
}
