//! The methods of `io_poll` that do something; not those that only return something.

use std::os::fd::AsRawFd;
use std::time::Duration;

use php_sockets::io_poll::{Backend, Context, Event};
use php_sockets::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

#[test]
fn a_context_reports_how_it_is_made() {
    for (backend, shown, made) in [
        (None, "", "Epoll"),
        (Some(Backend::Poll), "Backend::Poll", "Poll"),
    ] {
        let context = assert_event(
            format!("Io\\Poll\\Context::__construct({shown}) = Context(Backend::{made})"),
            || Context::<Socket>::new(backend),
        );
        drop(context);
    }
}

#[test]
fn adding_and_waiting_are_one_event_each() {
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    let context = Context::new(None).unwrap();
    assert_event(
        format!(
            "Io\\Poll\\Context::add(StreamPollHandle({fd}), [Event::Read, Event::Write], …) = \
             Watcher({fd}) on {fd}"
        ),
        || context.add(&here, [Event::Write, Event::Read], "Alice"),
    );
    assert_failure(
        format!(
            "Io\\Poll\\Context::add(StreamPollHandle({fd}), [Event::Read], …) fails with 0: Handle \
             already added on {fd}"
        ),
        || context.add(&here, Event::Read, "Bob"),
    );
    let ready = format!("[Watcher({fd}, [Event::Write])] on {fd}");
    assert_event(
        format!("Io\\Poll\\Context::wait(Duration(1.5s), 8) = {ready}"),
        || context.wait(Duration::from_millis(1500), 8),
    );
    let mut triggered = Vec::new();
    assert_event(format!("Io\\Poll\\Context::wait() = {ready}"), || {
        context.wait_into(&mut triggered, None, None)
    });
}

#[test]
fn modifying_and_removing_are_one_event_each() {
    let (here, there) = pair();
    let fd = here.as_raw_fd();
    let context = Context::new(None).unwrap();
    let watcher = context.add(&here, Event::Write, "Alice").unwrap();
    assert_event(
        format!("Io\\Poll\\Watcher::modifyEvents([Event::Read]) = true on {fd}"),
        || watcher.modify_events(Event::Read),
    );
    assert_event("Io\\Poll\\Context::wait(Duration(0ns)) = []", || {
        context.wait(Duration::ZERO, None)
    });
    assert_event(
        format!("Io\\Poll\\Watcher::modifyData(…) = true on {fd}"),
        || watcher.modify_data("Carol"),
    );
    assert_event(
        format!("Io\\Poll\\Watcher::modify([Event::HangUp], …) = true on {fd}"),
        || watcher.modify(Event::HangUp, "Dave"),
    );
    assert_event(
        format!("Io\\Poll\\Watcher::modify([Event::Read]) = true on {fd}"),
        || watcher.modify(Event::Read, None),
    );
    socket_write(&there, "x", None).unwrap();
    assert_event(
        format!("Io\\Poll\\Watcher::remove() = true on {fd}"),
        || watcher.remove(),
    );
}

#[test]
fn failures_have_the_words_of_php() {
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    let context = Context::new(None).unwrap();
    let watcher = context.add(&here, Event::Read, ()).unwrap();
    assert_failure(
        "Io\\Poll\\Context::wait(null, 0) fails with 0: Io\\Poll\\Context::wait(): Argument #2 \
         ($maxEvents) must be greater than 0",
        || context.wait(None, 0).map(drop),
    );
    let mut triggered = Vec::new();
    assert_failure(
        "Io\\Poll\\Context::wait(null, 0) fails with 0: Io\\Poll\\Context::wait(): Argument #2 \
         ($maxEvents) must be greater than 0",
        || context.wait_into(&mut triggered, None, 0),
    );
    assert_failure(
        format!(
            "Io\\Poll\\Watcher::modifyEvents([]) fails with 0: Io\\Poll\\Watcher::modifyEvents(): \
             Argument #1 ($events) must be array of Event enums on {fd}"
        ),
        || watcher.modify_events([]),
    );
}

#[test]
fn an_inactive_watcher_is_told() {
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    let context = Context::new(None).unwrap();
    let watcher = context.add(&here, Event::Read, ()).unwrap();
    watcher.remove().unwrap();
    assert_failure(
        format!(
            "Io\\Poll\\Watcher::modifyData() fails with 0: Cannot modify inactive watcher on {fd}"
        ),
        || watcher.modify_data(()),
    );
    assert_failure(
        format!(
            "Io\\Poll\\Watcher::modify([Event::Read]) fails with 0: Cannot modify inactive watcher \
             on {fd}"
        ),
        || watcher.modify(Event::Read, None),
    );
    assert_failure(
        format!("Io\\Poll\\Watcher::remove() fails with 0: Cannot remove inactive watcher on {fd}"),
        || watcher.remove(),
    );
}
