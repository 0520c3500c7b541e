//! PHP's exceptions: kind, text, code.

use std::fs::File;
use std::os::fd::OwnedFd;

use php_sockets::io_poll::*;
use php_sockets::*;

use super::{BACKENDS, NOW, context};
use crate::common::*;

/// An exception has PHP's message, its code, and the system's; it is not a last error.
#[track_caller]
fn assert_throws<T>(result: Result<T>, kind: ErrorKind, text: &str, codes: (i32, i32)) {
    let error = result.err().expect("an error");
    assert_eq!(error.to_string(), text);
    assert_eq!(error.kind(), kind);
    assert_eq!((error.exception_code(), error.code()), codes);
    assert_eq!(socket_last_error(None), 0);
}

#[test]
fn a_descriptor_can_be_watched_once() {
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        let watcher = context.add(&one, Event::Read, ()).unwrap();
        let kind = ErrorKind::HandleAlreadyWatchedException;
        let again = context.add(&one, Event::Write, ());
        assert_throws(again, kind, "Handle already added", (ERROR_NONE, 0));
        assert_eq!(watcher.watched_events(), Events::from(Event::Read));

        watcher.remove().unwrap();
        context.add(&one, Event::Write, ()).unwrap();
    }
}

#[test]
fn no_events_are_a_type_error() {
    const RULE: &str = "($events) must be array of Event enums";
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        let refused = |result, text: String| {
            assert_throws(result, ErrorKind::TypeError, &text, (ERROR_NONE, 0));
        };
        let added = context.add(&one, [], ()).map(drop);
        refused(
            added,
            format!("Io\\Poll\\Context::add(): Argument #2 {RULE}"),
        );

        let watcher = context.add(&one, Event::Write, ()).unwrap();
        let text = format!("Io\\Poll\\Watcher::modify(): Argument #1 {RULE}");
        refused(watcher.modify([], ()), text);
        let text = format!("Io\\Poll\\Watcher::modifyEvents(): Argument #1 {RULE}");
        refused(watcher.modify_events([]), text.clone());
        assert_eq!(watcher.watched_events(), Events::from(Event::Write));

        // They are checked before the watcher.
        watcher.remove().unwrap();
        refused(watcher.modify_events([]), text);
    }
}

#[test]
fn the_number_of_events_is_between_1_and_2147483647() {
    for backend in BACKENDS {
        let context = context::<()>(backend);
        let refused = |most, rule| {
            let text = format!("Io\\Poll\\Context::wait(): Argument #2 ($maxEvents) {rule}");
            let result = context.wait(NOW, most);
            assert_throws(result, ErrorKind::ValueError, &text, (ERROR_NONE, 0));
        };
        refused(0, "must be greater than 0");
        for most in [1 << 31, usize::MAX] {
            refused(most, "must be less than or equal to 2147483647");
        }
        // PHP allocates memory for that many, and ends.
        assert_eq!(context.wait(NOW, i32::MAX as usize).unwrap(), []);
    }
}

#[test]
fn a_removed_watcher_is_inactive() {
    let kind = ErrorKind::InactiveWatcherException;
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        let watcher = context.add(&one, Event::Write, "data").unwrap();
        assert!(watcher.is_active());
        watcher.remove().unwrap();
        assert!(!watcher.is_active());
        assert_eq!(context.wait(NOW, None).unwrap(), []);

        let refused = |result, text| assert_throws(result, kind, text, (ERROR_NONE, 0));
        refused(watcher.remove(), "Cannot remove inactive watcher");
        for result in [
            watcher.modify(Event::Read, None),
            watcher.modify_events(Event::Read),
            watcher.modify_data("new"),
        ] {
            refused(result, "Cannot modify inactive watcher");
        }
        assert_eq!(*watcher.data(), "data");
        assert_eq!(watcher.watched_events(), Events::from(Event::Write));
    }
}

#[test]
fn a_watcher_without_its_context_is_inactive() {
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        let watcher = context.add(&one, Event::Write, ()).unwrap();
        drop(context);
        assert!(!watcher.is_active());
        let kind = ErrorKind::InactiveWatcherException;
        let text = "Cannot remove inactive watcher";
        assert_throws(watcher.remove(), kind, text, (ERROR_NONE, 0));
    }
}

#[test]
fn a_regular_file_is_for_poll_only() {
    let file = || OwnedFd::from(File::open("/proc/self/exe").unwrap());
    let epoll = Context::new(Backend::Epoll).unwrap();
    assert_throws(
        epoll.add(file(), Event::Read, ()),
        ErrorKind::FailedHandleAddException,
        "Failed to add handle",
        (ERROR_NOSUPPORT, SOCKET_EPERM),
    );
    let poll = Context::new(Backend::Poll).unwrap();
    poll.add(file(), Event::Read, ()).unwrap();
    assert_eq!(poll.wait(None, None).unwrap().len(), 1);
}

#[test]
fn poll_cannot_be_edge_triggered() {
    let (one, _other) = pair();
    let context = context(Backend::Poll);
    let edge = [Event::Write, Event::EdgeTriggered];
    let codes = (ERROR_NOSUPPORT, SOCKET_EOPNOTSUPP);
    let kind = ErrorKind::FailedHandleAddException;
    assert_throws(
        context.add(&one, edge, ()),
        kind,
        "Failed to add handle",
        codes,
    );

    let watcher = context.add(&one, Event::Write, ()).unwrap();
    let kind = ErrorKind::FailedWatcherModificationException;
    let text = "Failed to modify watcher in polling system";
    assert_throws(watcher.modify_events(edge), kind, text, codes);
    assert_eq!(watcher.watched_events(), Events::from(Event::Write));
    assert_eq!(context.wait(NOW, None).unwrap(), [watcher]);
}

#[test]
fn a_signal_interrupts_a_wait() {
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        context.add(&one, Event::Read, ()).unwrap();
        let waited = with_signals(|| context.wait(None, None));
        assert!(waited.as_ref().is_err_and(Error::is_interrupted));
        assert_throws(
            waited,
            ErrorKind::FailedPollWaitException,
            "Poll wait failed",
            (ERROR_INTERRUPTED, SOCKET_EINTR),
        );
    }
}

#[test]
fn a_context_takes_a_descriptor_if_its_backend_is_epoll() {
    if !in_child("io_poll::errors::a_context_takes_a_descriptor_if_its_backend_is_epoll") {
        return;
    }
    let [epoll, poll] = BACKENDS;
    let context = without_descriptors(|| Context::<&Socket>::new(epoll));
    assert_throws(
        context,
        ErrorKind::FailedContextInitializationException,
        "Failed to initialize polling context",
        (ERROR_TOOBIG, SOCKET_EMFILE),
    );
    assert!(without_descriptors(|| Context::<&Socket>::new(poll)).is_ok());

    let before = open_descriptors();
    let context = Context::<Socket>::new(epoll).unwrap();
    assert_eq!(open_descriptors(), before + 1);
    drop(context);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn the_handle_of_a_failed_add_is_dropped() {
    if !in_child("io_poll::errors::the_handle_of_a_failed_add_is_dropped") {
        return;
    }
    for backend in BACKENDS {
        let before = open_descriptors();
        let context = Context::new(backend).unwrap();
        let (one, other) = pair();
        assert!(context.add(OwnedFd::from(one), [], ()).is_err());
        drop((context, other));
        assert_eq!(open_descriptors(), before);
    }
}
