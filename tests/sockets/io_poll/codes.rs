//! `getCode()` of PHP's exceptions: it depends on the call only for two of the codes.

use std::process::Command;

use php_sockets::io_poll::*;
use php_sockets::*;

use super::NOW;
use crate::common::*;

/// What the system returns, and the codes of the exceptions for a context, for a handle that is
/// added, for a watcher that is modified, and for a wait.
const CODES: [(i32, [i32; 4]); 16] = [
    (
        libc::EPERM,
        [
            ERROR_PERMISSION,
            ERROR_NOSUPPORT,
            ERROR_PERMISSION,
            ERROR_PERMISSION,
        ],
    ),
    (
        libc::ENOENT,
        [ERROR_NOTFOUND, ERROR_NOTFOUND, ERROR_EXISTS, ERROR_NOTFOUND],
    ),
    // Added again, it is a `HandleAlreadyWatchedException`.
    (
        libc::EEXIST,
        [ERROR_EXISTS, ERROR_NONE, ERROR_EXISTS, ERROR_EXISTS],
    ),
    (libc::EINTR, [ERROR_INTERRUPTED; 4]),
    (libc::EIO, [ERROR_SYSTEM; 4]),
    (libc::EBADF, [ERROR_INVALID; 4]),
    (libc::EAGAIN, [ERROR_AGAIN; 4]),
    (libc::ENOMEM, [ERROR_NOMEM; 4]),
    (libc::EACCES, [ERROR_PERMISSION; 4]),
    (libc::EINVAL, [ERROR_INVALID; 4]),
    (libc::ENFILE, [ERROR_TOOBIG; 4]),
    (libc::EMFILE, [ERROR_TOOBIG; 4]),
    (libc::ENOSPC, [ERROR_SYSTEM; 4]),
    (libc::ENOSYS, [ERROR_NOSUPPORT; 4]),
    (libc::EOPNOTSUPP, [ERROR_NOSUPPORT; 4]),
    (libc::ETIMEDOUT, [ERROR_TIMEOUT; 4]),
];

/// Runs the test under strace, which makes the calls fail: those that a first context needs to
/// watch a first handle succeed.
#[track_caller]
fn with_errno(test: &str, errno: i32) -> bool {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null"]);
    strace.args([
        "-e",
        &format!("inject=epoll_create1,epoll_ctl:error={errno}:when=2+"),
    ]);
    strace.args(["-e", &format!("inject=epoll_pwait:error={errno}")]);
    strace.arg(std::env::current_exe().unwrap());
    run_child(test, strace)
}

/// How each of the calls fails.
fn failures() -> [Error; 4] {
    let (one, other) = pair();
    let context = Context::new(Backend::Epoll).unwrap();
    let watcher = context.add(&one, Event::Read, ()).unwrap();
    [
        Context::<&Socket>::new(Backend::Epoll).map(drop),
        context.add(&other, Event::Read, ()).map(drop),
        watcher.modify_events(Event::Write),
        context.wait(NOW, None).map(drop),
    ]
    .map(Result::unwrap_err)
}

#[test]
fn each_errno_has_its_code() {
    let test = "io_poll::codes::each_errno_has_its_code";
    if !is_child() && !has_tool(test, "strace", "-V", "REQUIRE_STRACE") {
        return;
    }
    for (errno, _) in CODES {
        if with_errno(test, errno) {
            let failures = failures();
            let errno = failures[0].code();
            let row = (errno, failures.map(|failure| failure.exception_code()));
            assert!(CODES.contains(&row), "{row:?}");
            return;
        }
    }
}

#[test]
fn a_failure_of_a_socket_function_has_none() {
    let error = socket_read(&tcp(), 1, None).unwrap_err();
    assert_eq!(error.code(), libc::ENOTCONN);
    assert_eq!(error.exception_code(), ERROR_NONE);
}
