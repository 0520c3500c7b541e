//! How long `socket_select` waits, and what ends it.

use std::fs;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::poll::PollFlags;
use php_sockets::*;

use super::full;
use crate::common::*;

/// A failure leaves all three arrays, and is recorded for the thread only.
#[track_caller]
fn assert_select_fails(
    seconds: i64,
    microseconds: impl Into<Option<i64>>,
    text: &str,
    around: impl FnOnce(&mut dyn FnMut() -> Result<usize>) -> Result<usize>,
) {
    let ((full, _reader), (other, _peer)) = (full(), pair());
    socket_clear_error(&full);
    socket_clear_error(None);
    let (mut read, mut write, mut except) = (vec![&other, &full], vec![&full], vec![&other]);
    let microseconds = microseconds.into();

    let result =
        around(&mut || socket_select(&mut read, &mut write, &mut except, seconds, microseconds));
    let error = assert_error(result, &format!("socket_select(): Unable to select {text}"));
    assert_eq!((error.kind(), error.argument()), (ErrorKind::Warning, None));
    assert_eq!(socket_last_error(None), error.code());
    assert_eq!([&full, &other].map(socket_last_error), [0, 0]);
    let is = |one: &Socket, socket: &Socket| std::ptr::eq(one, socket);
    assert!(read.len() == 2 && is(read[0], &other) && is(read[1], &full));
    assert!(write.len() == 1 && is(write[0], &full));
    assert!(except.len() == 1 && is(except[0], &other));
}

// SL08, SL09, LE07.
#[test]
fn a_time_below_0_is_the_systems_refusal() {
    const INVALID: &str = "[22]: Invalid argument";
    assert_select_fails(-1, None, INVALID, |select| select());
    assert_select_fails(-1, 999_999, INVALID, |select| select());
    assert_select_fails(0, -1, INVALID, |select| select());
    assert_select_fails(5, -1_000_000, INVALID, |select| select());
    assert_select_fails(i64::MIN, 0, INVALID, |select| select());
    assert_select_fails(0, i64::MIN, INVALID, |select| select());
}

// Even if something is ready.
#[test]
fn a_time_below_0_is_refused_before_the_sockets_are_looked_at() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();
    let mut read = vec![&one];

    let result = socket_select(&mut read, None, None, -1, None);
    assert_error(
        result,
        "socket_select(): Unable to select [22]: Invalid argument",
    );
    assert_eq!(read.len(), 1);
}

// MX33, SL16.
#[test]
fn a_signal_ends_the_waiting() {
    if !in_child("select::time::a_signal_ends_the_waiting") {
        return;
    }
    let interrupted = "[4]: Interrupted system call";
    assert_select_fails(30, None, interrupted, |select| with_signals(select));
}

// As above, with nothing left to wait for but a hang-up that does not count.
#[test]
fn a_signal_ends_the_waiting_beside_a_hang_up() {
    let test = "select::time::a_signal_ends_the_waiting_beside_a_hang_up";
    if !in_child(test) {
        return;
    }
    let socket = hung_up();
    let mut except = vec![&socket];
    let result = with_signals(|| socket_select(None, None, &mut except, 30, None));
    assert_error(
        result,
        "socket_select(): Unable to select [4]: Interrupted system call",
    );
    assert_eq!(except.len(), 1);
}

/// A unix stream whose peer has hung up.
fn hung_up() -> Socket {
    let (socket, peer) = pair();
    socket_shutdown(&peer, SHUT_RDWR).unwrap();
    wait_for(&socket, PollFlags::POLLHUP);
    socket
}

/// Waits in vain, for at least this time and not much longer.
#[track_caller]
fn assert_waits(except: &Socket, seconds: i64, microseconds: impl Into<Option<i64>>, least: u64) {
    let least = Duration::from_micros(least);
    let (one, _other) = pair();
    let (mut read, mut except) = (vec![&one], vec![except]);

    let start = Instant::now();
    let count = socket_select(&mut read, None, &mut except, seconds, microseconds).unwrap();
    let waited = start.elapsed();
    assert_eq!((count, read.len(), except.len()), (0, 0, 0));
    assert!(
        (least..least + Duration::from_secs(10)).contains(&waited),
        "{waited:?}"
    );
}

// SL10: microseconds above a second are carried over.
#[test]
fn the_time_is_waited_out() {
    let (quiet, _peer) = pair();
    thread::scope(|scope| {
        let quiet = &quiet;
        scope.spawn(move || assert_waits(quiet, 1, None, 1_000_000));
        scope.spawn(move || assert_waits(quiet, 0, 1_020_000, 1_020_000));
        assert_waits(quiet, 0, 20_000, 20_000);
        assert_waits(quiet, -1, 1_020_000, 20_000);
        assert_waits(quiet, -1, 1_000_000, 0);
        assert_waits(quiet, 0, 0, 0);
    });
}

#[test]
fn a_hung_up_socket_that_only_waits_for_urgent_data_waits_its_time() {
    let socket = hung_up();
    for microseconds in [0, 20_000, 100_000] {
        assert_waits(&socket, 0, microseconds, microseconds as u64);
    }
    assert_waits(&tcp(), 0, 20_000, 20_000);
}

#[test]
fn a_hung_up_socket_that_waits_for_urgent_data_hides_no_other() {
    let hung_up = hung_up();
    for seconds in [None, Some(30)] {
        let (one, other) = pair();
        let (mut read, mut except) = (vec![&one], vec![&hung_up]);

        let late = thread::spawn(move || socket_write(&other, "x", None).map(|_| other));
        let count = socket_select(&mut read, None, &mut except, seconds, None).unwrap();
        assert_eq!((count, read.len(), except.len()), (1, 1, 0));
        late.join().unwrap().unwrap();
    }
}

#[test]
fn urgent_data_is_noticed_on_a_socket_that_had_hung_up_before() {
    assert_eq!(urgent_after_hang_up(), 1);
}

/// Waits for urgent data on a TCP socket, which counts as hung up until it is connected.
pub(crate) fn urgent_after_hang_up() -> usize {
    let (server, socket) = (listener(), tcp());
    let (here, there) = mpsc::channel();

    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let thread = fs::read_link("/proc/thread-self").unwrap();
            here.send(thread).unwrap();
            let mut except = vec![&socket];
            socket_select(None, None, &mut except, 5, None).unwrap()
        });
        let stat = std::path::Path::new("/proc")
            .join(there.recv().unwrap())
            .join("stat");
        while !fs::read_to_string(&stat).unwrap().contains(") S ") {
            thread::yield_now();
        }

        socket_connect(&socket, "127.0.0.1", port(&server)).unwrap();
        let accepted = socket_accept(&server).unwrap();
        socket_send(&accepted, "!", 1, MSG_OOB).unwrap();
        waiting.join().unwrap()
    })
}

#[test]
fn what_is_ready_is_not_waited_for() {
    let (one, other) = pair();
    socket_write(&other, "x", None).unwrap();

    let times = [
        (None, None),
        (None, Some(-1)), // without seconds they do not count
        (Some(0), None),
        (Some(i64::MAX), Some(0)),
        (Some(0), Some(i64::MAX)),
        (Some(-1), Some(i64::MAX)),
    ];
    for (seconds, microseconds) in times {
        let mut read = vec![&one];
        let count = socket_select(&mut read, None, None, seconds, microseconds).unwrap();
        assert_eq!((count, read.len()), (1, 1), "{seconds:?} {microseconds:?}");
    }
}

#[test]
fn what_becomes_ready_ends_the_waiting() {
    for seconds in [None, Some(30), Some(i64::MAX)] {
        let (one, other) = pair();
        let (full, reader) = full();
        let (mut read, mut write) = (vec![&one, &full], vec![&full]);

        let late = thread::spawn(move || socket_write(&other, "x", None).map(|_| other));
        let count = socket_select(&mut read, &mut write, None, seconds, None).unwrap();
        assert_eq!((count, read.len(), write.len()), (1, 1, 0));
        late.join().unwrap().unwrap();
        drop(reader);
    }
}

// PHP adds the two up, and the sum wraps around.
#[test]
fn a_time_beyond_all_numbers_is_the_systems_refusal() {
    let socket = tcp();
    let mut read = vec![&socket];
    let error = socket_select(&mut read, None, None, i64::MAX, i64::MAX).unwrap_err();

    assert_eq!(
        error.to_string(),
        "socket_select(): Unable to select [22]: Invalid argument"
    );
    assert_eq!(read.len(), 1);
}
