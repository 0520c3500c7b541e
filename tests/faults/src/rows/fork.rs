//! A parent and its child share the kernel's list of watched handles. The child closes all that it
//! has of it; the parent goes on, and misses no event.

use std::os::fd::AsFd;
use std::time::Duration;

use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use php_sockets::io_poll::{Backend, Context, Event};
use php_sockets::*;

use crate::report::{Effort, Report};
use crate::scene::{open_descriptors, pair};
use crate::{child, sys};

/// Who owns the sockets, and what went wrong then.
type Case = (&'static str, fn(Backend) -> String);

const CASES: [Case; 2] = [("lent sockets", lent), ("sockets of the watchers", owned)];

const LIMIT: Duration = Duration::from_secs(20);

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    for backend in [Backend::Epoll, Backend::Poll] {
        for (title, case) in CASES {
            let fault = child::run(LIMIT, || case(backend)).unwrap_or_else(|how| how);
            report.check(fault.is_empty(), || {
                format!("{backend:?}, {title}: {fault}")
            });
        }
    }
    report
}

fn lent(backend: Backend) -> String {
    let before = open_descriptors();
    let (here, there) = pairs();
    let context = Context::new(backend).expect("a context");
    let add = |(place, socket)| context.add(socket, Event::Read, place).expect("room");
    let watchers: Vec<_> = here.iter().enumerate().map(add).collect();
    let Some(child) = sys::fork().expect("a child") else {
        drop((watchers, context));
        drop((here, there));
        sys::exit(i32::from(open_descriptors() != before));
    };
    goes_on(child, &context, &there)
}

fn owned(backend: Backend) -> String {
    let before = open_descriptors();
    let (here, there) = pairs();
    let context = Context::new(backend).expect("a context");
    let add = |(place, socket)| context.add(socket, Event::Read, place).expect("room");
    let watchers: Vec<_> = here.into_iter().enumerate().map(add).collect();
    let Some(child) = sys::fork().expect("a child") else {
        drop((watchers, context, there));
        sys::exit(i32::from(open_descriptors() != before));
    };
    goes_on(child, &context, &there)
}

fn pairs() -> (Vec<Socket>, Vec<Socket>) {
    let pairs = (0..8).map(|_| pair(SOCK_STREAM));
    pairs.map(<(_, _)>::from).unzip()
}

/// Once the child has closed all, the parent's watchers report, and can be removed.
fn goes_on<H: AsFd>(child: Pid, context: &Context<H, usize>, there: &[Socket]) -> String {
    match waitpid(child, None) {
        Ok(WaitStatus::Exited(_, 0)) => {}
        Ok(WaitStatus::Exited(..)) => return "the child has descriptors left".into(),
        other => return format!("the child: {other:?}"),
    }
    for place in [1, 4, 6] {
        socket_write(&there[place], "x", None).expect("room");
    }
    let watchers = context.wait(Duration::ZERO, None).expect("an answer");
    let first: Vec<_> = watchers.iter().map(|watcher| *watcher.data()).collect();
    for watcher in watchers {
        watcher.remove().expect("active");
    }
    for socket in there {
        socket_write(socket, "x", None).expect("room");
    }
    let watchers = context.wait(Duration::ZERO, None).expect("an answer");
    let second: Vec<_> = watchers.iter().map(|watcher| *watcher.data()).collect();
    match (&first[..], &second[..]) {
        ([1, 4, 6], [0, 2, 3, 5, 7]) => String::new(),
        _ => format!("reported {first:?}, and without them {second:?}"),
    }
}
