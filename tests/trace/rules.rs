//! What holds for all functions: which calls are reported, when, and what a listener may do.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::fd::AsRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use php_sockets::*;
use php_sockets_test_support::sockets::*;
use php_sockets_test_support::sources;

use crate::listener::*;

/// The functions whose events the tests beside this one compare.
fn compared() -> BTreeSet<String> {
    let files = sources::rust_files("tests/trace");
    let texts = files.iter().map(|file| file.text.as_str());
    let calls = texts.flat_map(|text| text.split('"').filter(|text| text.contains('(')));
    let names = calls.map(|text| sources::name_at(text, 0));
    names.collect()
}

#[test]
fn the_events_of_all_functions_are_compared() {
    let compared = compared();
    let functions = sources::functions().into_iter().map(|f| f.name);
    let missing: Vec<_> = functions.filter(|name| !compared.contains(name)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn an_event_has_the_place_of_the_call_and_its_time() {
    let socket = tcp();
    let (line, seen) = events(|| {
        let _ = socket_bind(&socket, "127.0.0.1", 0);
        line!() - 1
    });
    assert_eq!(seen[0].file, file!());
    assert_eq!(seen[0].line, Some(line.into()));
    assert!(seen[0].nanoseconds.is_some_and(|time| time > 0));

    // A method that calls another.
    let context = io_poll::Context::<Socket>::new(None).unwrap();
    let (line, seen) = events(|| {
        let _ = context.wait(std::time::Duration::ZERO, None);
        line!() - 1
    });
    assert_eq!(
        (seen[0].file.as_str(), seen[0].line),
        (file!(), Some(line.into()))
    );
}

#[test]
fn each_call_is_reported_in_order() {
    let ((), seen) = events(|| {
        let socket = tcp();
        socket_bind(&socket, "127.0.0.1", 0).unwrap();
        let _ = socket_bind(&socket, "127.0.0.1", 0);
        socket_close(socket);
    });
    let functions: Vec<_> = seen.iter().map(|seen| seen.function.as_str()).collect();
    assert_eq!(
        functions,
        [
            "socket_create",
            "socket_bind",
            "socket_bind",
            "socket_close"
        ]
    );
}

#[test]
fn the_calls_of_each_thread_are_reported_in_it() {
    let ((), seen) = events(|| {
        thread::scope(|scope| {
            scope.spawn(|| {
                let ((), seen) = events(|| socket_close(tcp()));
                assert_eq!(seen.len(), 2);
            });
        });
    });
    assert_eq!(seen.len(), 0);
}

/// An address that counts how often it is asked for its string.
struct Counted<'c>(&'c Cell<u32>);

impl ToAddress for Counted<'_> {
    fn to_address(&self) -> Cow<'_, OsStr> {
        self.0.set(self.0.get() + 1);
        OsStr::new("127.0.0.1").into()
    }
}

#[test]
fn nothing_is_formatted_unless_somebody_listens() {
    let asked = Cell::new(0);
    let ((), seen) = events(|| ());
    assert_eq!(seen.len(), 0);

    socket_bind(&tcp(), Counted(&asked), 0).unwrap();
    assert_eq!(asked.get(), 1);
    let socket = tcp();
    let ((), seen) = events(|| socket_bind(&socket, Counted(&asked), 0).unwrap());
    assert_eq!((seen.len(), asked.get()), (1, 3));
}

/// What it calls fails: it connects to a port on which nothing listens.
fn fail() {
    let (closed, _kept) = closed_port();
    let error = socket_connect(&tcp(), "127.0.0.1", closed).unwrap_err();
    assert_eq!(socket_last_error(None), error.code());
}

#[test]
fn what_a_listener_calls_is_not_reported_and_changes_no_last_error() {
    let socket = tcp();
    let fd = socket.as_raw_fd();
    socket_write(&socket, "too early", None).unwrap_err();

    let ((), seen) = events_with(fail, || socket_set_nonblock(&socket).unwrap());
    let lines: Vec<_> = seen.iter().map(Seen::to_string).collect();
    assert_eq!(
        lines,
        [format!("socket_set_nonblock(Socket({fd})) = true on {fd}")]
    );
    assert_eq!(socket_last_error(None), SOCKET_EPIPE);
    assert_eq!(socket_last_error(&socket), SOCKET_EPIPE);

    let (result, seen) = events_with(fail, || socket_listen(&udp(), None));
    assert_eq!(seen.len(), 2); // of `udp()` too
    assert_eq!(result.unwrap_err().code(), SOCKET_EOPNOTSUPP);
    assert_eq!(socket_last_error(None), SOCKET_EOPNOTSUPP);
}

#[test]
fn a_listener_that_panics_ends_the_call_and_the_next_is_reported() {
    let socket = tcp();
    let fd = socket.as_raw_fd();
    for _ in 0..2 {
        let listen = || socket_listen(&socket, None);
        let panicking = || catch_unwind(AssertUnwindSafe(listen));
        let (result, seen) = events_with(|| std::panic::resume_unwind(Box::new(())), panicking);
        assert!(result.is_err());
        assert_eq!(seen.len(), 1);
    }
    assert_event(
        format!("socket_listen(Socket({fd})) = true on {fd}"),
        || socket_listen(&socket, None),
    );
}
