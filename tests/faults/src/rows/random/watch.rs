//! Calls of `io_poll`.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use fastrand::Rng;
use php_sockets::io_poll::{Backend, Context, Event, Events, Watcher};

use super::Program;
use super::values::length;

/// A context, and the watchers that the program has kept: of this context, or of those before.
#[derive(Default)]
pub(crate) struct Watched {
    context: Option<Context<OwnedFd, u32>>,
    watchers: Vec<Watcher<OwnedFd, u32>>,
}

impl Watched {
    fn any(&self, random: &mut Rng) -> Option<&Watcher<OwnedFd, u32>> {
        self.watchers.get(random.usize(..=self.watchers.len()))
    }
}

/// Any set of events, often the empty one.
fn events(random: &mut Rng) -> Events {
    let is_in = random.u8(..);
    let all = Event::cases().iter().enumerate();
    let chosen = all.filter(|(place, _)| is_in & 1 << place != 0);
    chosen.map(|(_, event)| *event).collect()
}

pub(super) fn create(program: &mut Program) {
    let backends = [None, Some(Backend::Epoll), Some(Backend::Poll)];
    let backend = backends[program.random.usize(..3)];
    program.watched.context = Context::new(backend).ok();
}

pub(super) fn add(program: &mut Program) {
    let random = &mut program.random;
    let socket = program.sockets.get(random.usize(..40));
    let handle = match socket {
        Some(socket) => socket.as_fd().try_clone_to_owned().expect("a descriptor"),
        // Always ready, which epoll refuses.
        None => std::fs::File::open("/proc/self/exe")
            .expect("a file")
            .into(),
    };
    let watched = &mut program.watched;
    if let Some(context) = &watched.context {
        let added = context.add(handle, events(random), random.u32(..));
        watched.watchers.extend(added);
    }
    if watched.watchers.len() > 40 {
        watched.watchers.swap_remove(random.usize(..40));
    }
}

pub(super) fn wait(program: &mut Program) {
    let random = &mut program.random;
    let timeout = match random.u8(..4) {
        0 => None,
        1 => Some(Duration::MAX),
        2 => Some(Duration::from_nanos(random.u64(..2_000_000))),
        _ => Some(Duration::ZERO),
    };
    let most = random.bool().then(|| length(random));
    if let Some(context) = &program.watched.context {
        for watcher in context.wait(timeout, most).unwrap_or_default() {
            assert!(watcher.is_active(), "{watcher:?}");
            assert!(!watcher.triggered_events().is_empty(), "{watcher:?}");
        }
    }
}

pub(super) fn modify(program: &mut Program) {
    let random = &mut program.random;
    let (events, data) = (events(random), random.u32(..));
    let data = random.bool().then_some(data);
    if let Some(watcher) = program.watched.any(random) {
        let before = watcher.watched_events();
        let is_done = watcher.modify(events, data).is_ok();
        let after = if is_done { events } else { before };
        assert_eq!(watcher.watched_events(), after);
    }
}

pub(super) fn remove(program: &mut Program) {
    if let Some(watcher) = program.watched.any(&mut program.random) {
        let was_active = watcher.is_active();
        assert_eq!(watcher.remove().is_ok(), was_active);
        assert!(!watcher.is_active());
    }
}
