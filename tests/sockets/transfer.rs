//! Reading whatever has arrived, and writing.

mod addresses;
mod write;

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::Signal;
use php_sockets::*;

use crate::common::*;

/// PHP's `PHP_INT_MAX`.
const INT_MAX: usize = isize::MAX as usize;

/// Longer than any test waits, but a limit for a call that would never return.
const LONG: Duration = Duration::from_secs(30);

const SHORT: Duration = Duration::from_millis(1);

/// A UDP socket whose peer's port receives only from that port itself; and that
/// peer, which keeps the port from others.
fn refused_udp() -> (Socket, Socket) {
    let (socket, peer) = (udp(), bound_udp());
    socket_connect(&peer, "127.0.0.1", port(&peer)).unwrap();
    socket_connect(&socket, "127.0.0.1", port(&peer)).unwrap();
    (socket, peer)
}

/// Writes until nothing more fits, and returns the number of bytes.
fn fill(socket: &Socket) -> usize {
    let data = vec![b'x'; 65536];
    let mut written = 0;
    loop {
        match socket_write(socket, &data, None) {
            Ok(count) => written += count,
            Err(error) => {
                assert!(error.is_would_block(), "{error}");
                return written;
            }
        }
    }
}

// RD01.
#[test]
fn read_gives_at_most_the_length() {
    let (socket, peer) = pair();
    socket_clear_error(None);
    socket_write(&peer, "hello", None).unwrap();

    assert_eq!(socket_read(&socket, 3, None).unwrap(), b"hel");
    assert_eq!(socket_read(&socket, 8192, None).unwrap(), b"lo");
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
}

// RD20.
#[test]
fn every_mode_but_one_reads_what_has_arrived() {
    let (socket, peer) = pair();

    for mode in [PHP_BINARY_READ, 99, 0, -1] {
        socket_write(&peer, "a\nb", None).unwrap();
        assert_eq!(socket_read(&socket, 100, mode).unwrap(), b"a\nb", "{mode}");
    }
}

// RD02, RD27, MX41.
#[test]
fn the_end_is_empty_and_stays() {
    let (socket, peer) = connected();
    socket_clear_error(None);
    socket_write(&peer, "abc", None).unwrap();
    socket_close(peer);

    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"abc");
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"");
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"");
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );

    let (socket, _peer) = pair();
    socket_shutdown(&socket, SHUT_RD).unwrap();
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"");
}

// RD03.
#[test]
fn nothing_has_arrived_on_a_nonblocking_socket() {
    let (socket, _peer) = pair();
    socket_set_nonblock(&socket).unwrap();

    let error = assert_silent(&socket, |s| socket_read(s, 100, None), SOCKET_EAGAIN);
    assert!(error.is_would_block());
    assert_eq!(
        error.to_string(),
        "socket_read(): unable to read from socket [11]: Resource temporarily unavailable"
    );
}

// RD09, MX28.
#[test]
fn nothing_arrives_before_the_time_out() {
    let negative = Timeout { sec: -1, usec: 0 };
    for timeout in [Timeout::from(SHORT), negative] {
        let (socket, _peer) = pair();
        socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, timeout).unwrap();
        assert_silent(&socket, |s| socket_read(s, 100, None), SOCKET_EAGAIN);
    }
}

// RD04, RD06.
#[test]
fn a_length_of_nothing_or_too_much_reads_nothing() {
    let (socket, peer) = pair();
    socket_write(&peer, "x", None).unwrap();

    let too_much = format!("must be less than {INT_MAX}");
    let refused = [
        (0, "must be greater than 0"),
        (INT_MAX, too_much.as_str()),
        (INT_MAX + 1, too_much.as_str()),
        (usize::MAX, too_much.as_str()),
    ];
    for (length, rule) in refused {
        let text = format!("socket_read(): Argument #2 ($length) {rule}");
        for mode in [PHP_BINARY_READ, PHP_NORMAL_READ] {
            let read = |s: &Socket| socket_read(s, length, mode);
            assert_refused(&socket, read, ErrorKind::Silent, &text);
        }
    }
    assert_eq!(socket_read(&socket, 1, None).unwrap(), b"x");
}

// RD08, MX45.
#[test]
fn reading_needs_a_connection() {
    assert_fails(
        &tcp(),
        |s| socket_read(s, 100, None),
        "socket_read(): unable to read from socket [107]: Transport endpoint is not connected",
    );
    assert_fails(
        &unix(),
        |s| socket_read(s, 10, None),
        "socket_read(): unable to read from socket [22]: Invalid argument",
    );
}

// RD10.
#[test]
fn reading_tells_once_of_a_reset() {
    let (socket, peer) = connected();
    reset(peer, &socket);

    assert_fails(
        &socket,
        |s| socket_read(s, 100, None),
        "socket_read(): unable to read from socket [104]: Connection reset by peer",
    );
    assert_eq!(socket_read(&socket, 100, None).unwrap(), b"");
}

// RD22, MX27.
#[test]
fn a_message_is_cut_to_the_length() {
    let (here, there) = (bound_udp(), udp());
    socket_connect(&there, "127.0.0.1", port(&here)).unwrap();

    let (datagram, sequential) = (pair_of(SOCK_DGRAM), pair_of(SOCK_SEQPACKET));
    for (socket, peer) in [(here, there), datagram, sequential] {
        socket_write(&peer, "0123456789", None).unwrap();
        socket_write(&peer, "next", None).unwrap();
        assert_eq!(socket_read(&socket, 4, None).unwrap(), b"0123");
        assert_eq!(socket_read(&socket, 100, None).unwrap(), b"next");
    }
}

// RD23, WR05, WR16, WR24.
#[test]
fn an_empty_message_is_a_message_and_in_a_stream_nothing() {
    let (socket, peer) = pair_of(SOCK_DGRAM);
    socket_set_nonblock(&socket).unwrap();
    assert_eq!(socket_write(&peer, "", None).unwrap(), 0);
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"");
    assert_silent(&socket, |s| socket_read(s, 10, None), SOCKET_EAGAIN);

    let (socket, peer) = pair();
    socket_set_nonblock(&socket).unwrap();
    assert_eq!(socket_write(&peer, "", None).unwrap(), 0);
    assert_eq!(socket_write(&peer, "hello", 0).unwrap(), 0);
    assert_silent(&socket, |s| socket_read(s, 10, None), SOCKET_EAGAIN);
}

// RD29.
#[test]
fn a_datagram_that_found_nobody_fails_the_next_call() {
    let (socket, _peer) = refused_udp();
    socket_write(&socket, "x", None).unwrap();
    assert_fails(
        &socket,
        |s| socket_read(s, 10, None),
        "socket_read(): unable to read from socket [111]: Connection refused",
    );

    socket_write(&socket, "x", None).unwrap();
    wait_broken(&socket);
    assert_fails(
        &socket,
        |s| socket_write(s, "x", None),
        "socket_write(): unable to write to socket [111]: Connection refused",
    );
}

// RD25, MX51.
#[test]
fn a_signal_ends_a_read_and_a_write() {
    if !in_child("transfer::a_signal_ends_a_read_and_a_write") {
        return;
    }
    let (socket, _peer) = pair();
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, LONG).unwrap();
    let error = assert_fails(
        &socket,
        |s| with_signals(|| socket_read(s, 10, None)),
        "socket_read(): unable to read from socket [4]: Interrupted system call",
    );
    assert!(error.is_interrupted());

    socket_set_nonblock(&socket).unwrap();
    fill(&socket);
    socket_set_block(&socket).unwrap();
    socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, LONG).unwrap();
    assert_fails(
        &socket,
        |s| with_signals(|| socket_write(s, "x", None)),
        "socket_write(): unable to write to socket [4]: Interrupted system call",
    );
}

// MX31: without a time-out, the signal handler decides, here to restart the call.
#[test]
fn a_read_goes_on_after_a_signal_if_its_handler_says_so() {
    let test = "transfer::a_read_goes_on_after_a_signal_if_its_handler_says_so";
    if !in_child(test) {
        return;
    }
    let (socket, peer) = pair();
    let (signal, handled) = (signal_to_this_thread(), Arc::new(AtomicUsize::new(0)));
    signal_hook::flag::register_usize(Signal::SIGUSR1 as i32, handled.clone(), 1).unwrap();

    thread::spawn(move || {
        for _ in 0..100 {
            handled.store(0, Relaxed);
            signal();
            while handled.load(Relaxed) == 0 {
                thread::yield_now();
            }
        }
        socket_write(&peer, "x", None).unwrap();
    });
    assert_eq!(socket_read(&socket, 10, None).unwrap(), b"x");
}

#[test]
fn a_huge_length_costs_what_arrives() {
    if !in_child("transfer::a_huge_length_costs_what_arrives") {
        return;
    }
    let (socket, peer) = pair();
    let before = peak_memory();
    let mut kept = Vec::new();

    for limit in [None, Some(1 << 30)] {
        if let Some(bytes) = limit {
            setrlimit(Resource::RLIMIT_AS, bytes, bytes).unwrap();
        }
        for length in huge_lengths() {
            for mode in [PHP_BINARY_READ, PHP_NORMAL_READ] {
                socket_write(&peer, "line\n", None).unwrap();
                kept.push(socket_read(&socket, length, mode).unwrap());
            }
        }
    }

    assert_eq!(kept, vec![b"line\n"; 16]);
    let kilobytes = peak_memory() - before;
    assert!(kilobytes < 32 * 1024, "{kilobytes} kB");
}

#[test]
fn a_broken_connection_raises_no_signal() {
    if !in_child("transfer::a_broken_connection_raises_no_signal") {
        return;
    }
    // Rust programs ignore the signal from the start; with a handler it shows.
    let raised = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(Signal::SIGPIPE as i32, raised.clone()).unwrap();
    let (socket, peer) = pair();
    socket_close(peer);

    assert_fails(
        &socket,
        |s| socket_write(s, "x", None),
        "socket_write(): unable to write to socket [32]: Broken pipe",
    );
    assert!((&socket).write(b"x").is_err());
    assert!(!raised.load(Relaxed));

    // What it would be without MSG_NOSIGNAL.
    let plain = socket.as_fd().try_clone_to_owned().unwrap();
    assert!(File::from(plain).write(b"x").is_err());
    assert!(raised.load(Relaxed));
}

// What a thread keeps for its calls may have been dropped by then.
#[test]
fn a_thread_can_read_and_wait_to_its_very_end() {
    struct Last(Socket);

    impl Drop for Last {
        fn drop(&mut self) {
            let mut read = vec![&self.0];
            assert_eq!(socket_select(&mut read, None, None, 0, None).unwrap(), 1);
            let line = socket_read(&self.0, 100, PHP_NORMAL_READ).unwrap();
            let rest = socket_read(&self.0, 100, None).unwrap();
            socket_write(&self.0, [line, rest].concat(), None).unwrap();
        }
    }

    thread_local! {
        static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
    }

    let (socket, peer) = pair();
    socket_write(&peer, "first\nlast\nfor the end", None).unwrap();
    let thread = thread::spawn(move || {
        LAST.set(None); // before the crate has anything: it goes last
        let mut read = vec![&socket];
        socket_select(&mut read, None, None, 0, None).unwrap();
        assert_eq!(socket_read(&socket, 6, None).unwrap(), b"first\n");
        LAST.set(Some(Last(socket)));
    });
    thread.join().unwrap();
    assert_eq!(socket_read(&peer, 100, None).unwrap(), b"last\nfor the end");
}
