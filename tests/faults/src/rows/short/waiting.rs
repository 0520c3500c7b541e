//! Calls that wait while the connection breaks: they come back, and say so.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use php_sockets::*;

use crate::report::Report;
use crate::scene::{connection_to, listener, will_reset};

/// A call that waits, and the codes that are right; 0 is none.
type Waits = (&'static str, fn(&Socket) -> Result<()>, &'static [i32]);

const CALLS: &[Waits] = &[
    (
        "socket_read",
        |socket| socket_read(socket, 10, None).map(drop),
        RESET,
    ),
    (
        "socket_read, a line",
        |socket| socket_read(socket, 10, PHP_NORMAL_READ).map(drop),
        RESET,
    ),
    (
        "socket_recv, MSG_WAITALL",
        |socket| socket_recv(socket, &mut Vec::new(), 10, MSG_WAITALL).map(drop),
        RESET,
    ),
    (
        "socket_recvmsg",
        |socket| {
            let mut message = Message {
                controllen: 64,
                ..Message::default()
            };
            socket_recvmsg(socket, &mut message, 0).map(drop)
        },
        RESET,
    ),
    (
        "socket_write",
        |socket| loop {
            socket_write(socket, [0; 65_536], None)?;
        },
        GONE,
    ),
    (
        "socket_sendmsg",
        |socket| loop {
            let message = Message {
                iov: vec![vec![0; 65_536]],
                ..Message::default()
            };
            socket_sendmsg(socket, &message, 0)?;
        },
        GONE,
    ),
    (
        "socket_select, to read",
        |socket| socket_select(&mut vec![socket], None, None, None, None).map(drop),
        &[0],
    ),
    (
        "socket_select, for what is urgent",
        |socket| {
            // A reset is nothing urgent: only its time ends the wait.
            let ready = socket_select(None, None, &mut vec![socket], 0, 200_000)?;
            assert_eq!(ready, 0, "ready");
            Ok(())
        },
        &[0],
    ),
];

const RESET: &[i32] = &[SOCKET_ECONNRESET];
const GONE: &[i32] = &[SOCKET_ECONNRESET, SOCKET_EPIPE];

pub(super) fn run(report: &mut Report) {
    for (title, call, codes) in CALLS {
        // Once most likely before it waits, once after.
        for pause in [Duration::ZERO, Duration::from_millis(30)] {
            let server = listener();
            let [there, here] = connection_to(&server);
            will_reset(&there);
            let (told, hears) = mpsc::channel();
            thread::spawn(move || {
                let result = call(&here);
                let _ = told.send(result.map_or_else(|error| error.code(), |()| 0));
            });
            thread::sleep(pause);
            drop(there);
            let came = hears.recv_timeout(Duration::from_secs(5));
            report.check(came.as_ref().is_ok_and(|code| codes.contains(code)), || {
                format!("{title} while the peer resets: {came:?}")
            });
        }
    }
}
