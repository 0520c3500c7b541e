//! The system calls of `io_poll`.

use std::time::Duration;

use php_sockets::io_poll::{Backend, Context, Event};
use php_sockets::socket_write;

use super::trace::{step, traced};
use crate::common::*;

const LIST: &str = r#"new
  epoll_create1(EPOLL_CLOEXEC) = FD
add
  epoll_ctl(FD, EPOLL_CTL_ADD, FD, {events=EPOLLIN|EPOLLONESHOT, DATA}) = 0
modify
  epoll_ctl(FD, EPOLL_CTL_MOD, FD, {events=EPOLLOUT|EPOLLET, DATA}) = 0
remove
  epoll_ctl(FD, EPOLL_CTL_DEL, FD, NULL) = 0
poll
"#;

#[test]
fn a_change_of_the_list_is_one_call() {
    if !traced("syscalls::watch::a_change_of_the_list_is_one_call", LIST) {
        return;
    }
    let (one, _other) = pair();
    let context = step("new", || Context::new(None)).unwrap();
    let once = [Event::Read, Event::OneShot];
    let watcher = step("add", || context.add(&one, once, ())).unwrap();
    let edge = [Event::Write, Event::EdgeTriggered];
    step("modify", || watcher.modify_events(edge)).unwrap();
    step("remove", || watcher.remove()).unwrap();
    step("poll", || {
        let context = Context::new(Backend::Poll).unwrap();
        context.add(&one, once, ()).unwrap().remove().unwrap();
    });
}

const COUNTS: &str = r#"one
  epoll_pwait(FD, [], 1, 0, NULL, 0) = 0
two
  epoll_pwait(FD, [], 2, 0, NULL, 0) = 0
one of two
  epoll_pwait(FD, [], 1, 0, NULL, 0) = 0
one again
  epoll_pwait(FD, [], 1, 0, NULL, 0) = 0
"#;

#[test]
fn a_wait_has_room_for_an_event_of_each_handle() {
    if !traced(
        "syscalls::watch::a_wait_has_room_for_an_event_of_each_handle",
        COUNTS,
    ) {
        return;
    }
    let (one, other) = pair();
    let context = Context::new(None).unwrap();
    context.add(&one, Event::Read, ()).unwrap();
    let wait = |most: Option<usize>| context.wait(Duration::ZERO, most);
    step("one", || wait(None)).unwrap();
    let watcher = context.add(&other, Event::Read, ()).unwrap();
    step("two", || wait(None)).unwrap();
    step("one of two", || wait(Some(1))).unwrap();
    watcher.remove().unwrap();
    step("one again", || wait(None)).unwrap();
}

const TIMES: &str = r#"now
  epoll_pwait(FD, [], 1, 0, NULL, 0) = 0
in milliseconds
  epoll_pwait(FD, [], 1, 2, NULL, 0) = 0
in microseconds
  ppoll([{fd=FD, events=POLLIN}], 1, {tv_sec=0, tv_nsec=1500000}, NULL, 8) = 0 (Timeout)
  epoll_pwait(FD, [], 1, 0, NULL, 0) = 0
poll
  ppoll([{fd=FD, events=POLLIN}], 1, {tv_sec=0, tv_nsec=1500000}, NULL, 8) = 0 (Timeout)
24 days
  epoll_pwait(FD, [{events=EPOLLIN, DATA}], 1, 2147482000, NULL, 0) = 1
a second more
  ppoll([{fd=FD, events=POLLIN}], 1, {tv_sec=2147483, tv_nsec=0}, NULL, 8) = 1 ([{fd=FD, revents=POLLIN}])
  epoll_pwait(FD, [{events=EPOLLIN, DATA}], 1, 0, NULL, 0) = 1
"#;

#[test]
fn a_wait_lasts_as_long_as_is_told() {
    if !traced("syscalls::watch::a_wait_lasts_as_long_as_is_told", TIMES) {
        return;
    }
    let (one, other) = pair();
    let [epoll, poll] = [Backend::Epoll, Backend::Poll].map(|backend| {
        let context = Context::new(backend).unwrap();
        context.add(&one, Event::Read, ()).unwrap();
        context
    });
    step("now", || epoll.wait(Duration::ZERO, None)).unwrap();
    let whole = Duration::from_millis(2);
    step("in milliseconds", || epoll.wait(whole, None)).unwrap();
    let part = Duration::from_micros(1500);
    step("in microseconds", || epoll.wait(part, None)).unwrap();
    step("poll", || poll.wait(part, None)).unwrap();

    // The longest time of `epoll_pwait`, to the second.
    socket_write(&other, "x", None).unwrap();
    let longest = Duration::from_secs(2_147_482);
    step("24 days", || epoll.wait(longest, None)).unwrap();
    let longer = longest + Duration::from_secs(1);
    step("a second more", || epoll.wait(longer, None)).unwrap();
}
