//! `io_poll`: what is reported, in both backends, as PHP 8.6 reports it for streams; in the files
//! beside it the errors, and who owns what.

mod codes;
mod errors;
mod ownership;

use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use php_sockets::io_poll::{Backend, Context, Event, Events, Watcher};
use php_sockets::*;

use crate::common::*;

const BACKENDS: [Backend; 2] = [Backend::Epoll, Backend::Poll];
const NOW: Duration = Duration::ZERO;

fn context<'s, D>(backend: Backend) -> Context<&'s Socket, D> {
    Context::new(backend).unwrap()
}

/// The data of the watchers whose events have happened.
fn ready<H: std::os::fd::AsFd, D: Clone>(context: &Context<H, D>) -> Vec<D> {
    data(context.wait(NOW, None).unwrap())
}

fn data<H, D: Clone>(watchers: Vec<Watcher<H, D>>) -> Vec<D> {
    let data = watchers.iter().map(|watcher| (*watcher.data()).clone());
    data.collect()
}

/// What a new watcher reports at once, in PHP's order.
fn reported(backend: Backend, socket: &Socket, events: impl Into<Events>) -> Vec<Event> {
    let context = context(backend);
    let watcher = context.add(socket, events, ()).unwrap();
    let triggered = context.wait(NOW, None).unwrap();
    assert!(triggered.len() <= 1);
    assert_eq!(triggered.is_empty(), watcher.triggered_events().is_empty());
    watcher.triggered_events().iter().collect()
}

#[test]
fn what_is_reported_depends_on_the_state_of_the_socket() {
    use Event::{Error, HangUp, Read, ReadHangUp, Write};

    let (idle, _other) = pair();
    let (full, other) = pair();
    socket_write(&other, "x", None).unwrap();
    let (closed, gone) = pair();
    socket_close(gone);
    let (ended, half) = pair();
    socket_shutdown(&half, 1).unwrap();
    let (broken, peer) = connected();
    reset(peer, &broken);

    for backend in BACKENDS {
        let reported = |socket, event| reported(backend, socket, event);
        assert_eq!(reported(&idle, Read), []);
        assert_eq!(reported(&idle, Write), [Write]);
        assert_eq!(reported(&full, Read), [Read]);
        assert_eq!(reported(&full, HangUp), []);
        assert_eq!(reported(&closed, Read), [Read, HangUp]);
        assert_eq!(reported(&closed, Write), [Write, HangUp]);
        assert_eq!(reported(&closed, Error), [HangUp]);
        assert_eq!(reported(&ended, Read), [Read]);
        assert_eq!(reported(&ended, HangUp), []);
        assert_eq!(reported(&broken, Read), [Read, Error, HangUp]);
        assert_eq!(reported(&broken, HangUp), [Error, HangUp]);
    }
    let ends = [&closed, &ended, &broken];
    let by = |backend| ends.map(|socket| reported(backend, socket, ReadHangUp));
    assert_eq!(
        by(Backend::Epoll),
        [
            vec![HangUp, ReadHangUp],
            vec![ReadHangUp],
            vec![Error, HangUp, ReadHangUp]
        ]
    );
    assert_eq!(
        by(Backend::Poll),
        [vec![HangUp], vec![], vec![Error, HangUp]]
    );
}

#[test]
fn a_wait_returns_the_watcher_that_add_returned() {
    for backend in BACKENDS {
        let (one, other) = pair();
        let context = context(backend);
        let watcher = context.add(&one, Event::Read, 7).unwrap();
        assert_eq!(context.wait(NOW, None).unwrap(), []);

        socket_write(&other, "x", None).unwrap();
        assert_eq!(
            context.wait(NOW, None).unwrap(),
            std::slice::from_ref(&watcher)
        );
        assert!(watcher.has_triggered(Event::Read));
        assert!(!watcher.has_triggered(Event::Write));
        assert_eq!(watcher.handle(), &&one);

        // Until the next report, the watcher keeps the last one.
        socket_read(&one, 1, None).unwrap();
        assert_eq!(context.wait(NOW, None).unwrap(), []);
        assert!(watcher.has_triggered(Event::Read));
    }
}

#[test]
fn a_watcher_that_nobody_keeps_goes_on_watching() {
    for backend in BACKENDS {
        let (one, other) = pair();
        let context = context(backend);
        context.add(&one, Event::Read, "kept").unwrap();
        socket_write(&other, "x", None).unwrap();
        assert_eq!(ready(&context), ["kept"]);
    }
}

#[test]
fn events_and_data_can_be_modified() {
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        let watcher = context.add(&one, Event::Read, "old").unwrap();

        watcher
            .modify([Event::Write, Event::Read], Some("new"))
            .unwrap();
        assert_eq!(ready(&context), ["new"]);
        assert_eq!(
            watcher.watched_events(),
            Events::from([Event::Read, Event::Write])
        );

        watcher.modify(Event::Read, None).unwrap();
        assert_eq!(ready(&context), [""; 0]);
        assert_eq!(*watcher.data(), "new"); // no data: it stays

        watcher.modify_events(Event::Write).unwrap();
        watcher.modify_data("newest").unwrap();
        assert_eq!(ready(&context), ["newest"]);
    }
}

#[test]
fn a_one_shot_watcher_reports_once_until_it_is_modified() {
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context(backend);
        let once = [Event::Write, Event::OneShot];
        let watcher = context.add(&one, once, ()).unwrap();
        assert_eq!(ready(&context), [()]);
        assert_eq!(ready(&context), []);
        assert!(watcher.is_active());
        assert!(!watcher.has_triggered(Event::OneShot));

        watcher.modify_events(once).unwrap();
        assert_eq!(ready(&context), [()]);
        assert_eq!(ready(&context), []);
    }
}

#[test]
fn an_edge_triggered_watcher_reports_each_change_once() {
    let (one, other) = pair();
    let context = context(Backend::Epoll);
    let edge = [Event::Read, Event::EdgeTriggered];
    context.add(&one, edge, ()).unwrap();
    assert_eq!(ready(&context), []);
    for _ in 0..3 {
        socket_write(&other, "x", None).unwrap();
        assert_eq!(ready(&context), [()]);
        assert_eq!(ready(&context), []); // although nothing was read
    }
}

/// Six sockets, of which those with these numbers have data.
fn six(with_data: impl IntoIterator<Item = usize>) -> Vec<(Socket, Socket)> {
    let pairs: Vec<_> = (0..6).map(|_| pair()).collect();
    for number in with_data {
        socket_write(&pairs[number].1, "x", None).unwrap();
    }
    pairs
}

#[test]
fn epoll_reports_in_the_order_of_events_and_goes_on_where_it_stopped() {
    let pairs = six(None);
    let context = context(Backend::Epoll);
    for (number, (socket, _)) in pairs.iter().enumerate() {
        context.add(socket, Event::Read, number).unwrap();
    }
    for number in [4, 1, 3, 0, 5] {
        socket_write(&pairs[number].1, "x", None).unwrap();
    }
    assert_eq!(ready(&context), [4, 1, 3, 0, 5]);
    let two = || data(context.wait(NOW, 2).unwrap());
    assert_eq!([two(), two(), two()], [[4, 1], [3, 0], [5, 4]]);
}

#[test]
fn poll_reports_in_the_order_of_adding_and_begins_with_the_first() {
    let pairs = six([4, 1, 3, 0, 5]);
    let context = context(Backend::Poll);
    let mut watchers = Vec::new();
    for number in [3, 1, 4, 0, 5, 2] {
        let added = context.add(&pairs[number].0, Event::Read, number);
        watchers.push(added.unwrap());
    }
    assert_eq!(ready(&context), [3, 1, 4, 0, 5]);
    let two = || data(context.wait(NOW, 2).unwrap());
    assert_eq!([two(), two()], [[3, 1], [3, 1]]);

    watchers[0].remove().unwrap();
    context.add(&pairs[3].0, Event::Read, 3).unwrap();
    assert_eq!(ready(&context), [1, 4, 0, 5, 3]);
}

#[test]
fn a_wait_ends_when_the_time_has_passed() {
    for backend in BACKENDS {
        let (one, _other) = pair();
        let context = context::<()>(backend);
        let times = [400, 1_500, 20_000].map(Duration::from_micros);
        for time in times {
            // Even without a handle.
            let start = Instant::now();
            assert_eq!(context.wait(time, None).unwrap(), []);
            assert!(start.elapsed() >= time, "{backend:?}");
        }
        context.add(&one, Event::Read, ()).unwrap();
        let start = Instant::now();
        assert_eq!(context.wait(times[0], 1).unwrap(), []);
        assert!(start.elapsed() >= times[0], "{backend:?}");
    }
}

#[test]
fn a_wait_without_a_time_or_with_a_huge_one_ends_with_an_event() {
    for backend in BACKENDS {
        for time in [
            None,
            Some(Duration::MAX),
            Some(Duration::from_secs(1 << 40)),
        ] {
            let (one, other) = pair();
            let context = context(backend);
            context.add(&one, Event::Read, ()).unwrap();
            let late = std::thread::spawn(move || socket_write(&other, "x", None));
            assert_eq!(context.wait(time, None).unwrap().len(), 1);
            late.join().unwrap().unwrap();
        }
    }
}

#[test]
fn a_room_that_is_used_again_holds_the_last_wait_only() {
    let (one, other) = pair();
    let context = context(Backend::Epoll);
    context.add(&one, Event::Read, ()).unwrap();
    let mut triggered = Vec::new();
    for has_data in [false, true, false] {
        if has_data {
            socket_write(&other, "x", None).unwrap();
        }
        context.wait_into(&mut triggered, NOW, None).unwrap();
        assert_eq!(triggered.len(), usize::from(has_data));
        if has_data {
            socket_read(&one, 1, None).unwrap();
        }
    }
}

#[test]
fn the_events_are_those_of_php() {
    let names: Vec<_> = Event::cases()
        .iter()
        .map(|event| format!("{event:?}"))
        .collect();
    let php = "Read Write Error HangUp ReadHangUp OneShot EdgeTriggered";
    assert_eq!(names.join(" "), php);

    let all: Events = Event::cases().into();
    assert!(all.iter().eq(Event::cases().iter().copied()));
    assert_eq!(Events::from([Event::Read; 2]), Events::from(Event::Read));
}

#[test]
fn a_context_is_printed_with_its_watchers() {
    let (one, _other) = pair();
    let context = context(Backend::Epoll);
    context.add(&one, [Event::Write, Event::Read], ()).unwrap();
    context.wait(NOW, None).unwrap();
    assert_eq!(
        format!("{context:?}"),
        format!(
            "Context {{ backend: Epoll, watchers: [Watcher {{ fd: {}, watched_events: {{Read, \
             Write}}, triggered_events: {{Write}}, is_active: true }}] }}",
            one.as_raw_fd()
        )
    );
}

#[test]
fn the_backends_are_those_of_linux() {
    assert_eq!(
        Backend::available_backends(),
        [Backend::Poll, Backend::Epoll]
    );
    let auto = Context::<&Socket>::new(None).unwrap();
    assert_eq!(auto.backend(), Backend::Epoll);
    for backend in BACKENDS {
        assert_eq!(context::<()>(backend).backend(), backend);
        assert!(backend.is_available());
    }
    assert!(Backend::Auto.supports_edge_triggering());
    assert!(Backend::Epoll.supports_edge_triggering());
    assert!(!Backend::Poll.supports_edge_triggering());
}
