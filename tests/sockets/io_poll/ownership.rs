//! No watcher fires for a socket that is gone, whoever owned it.

use std::cell::{Cell, RefCell};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::rc::Rc;

use php_sockets::io_poll::{Context, Event, Watcher};
use php_sockets::*;

use super::{BACKENDS, NOW, context, ready};
use crate::common::*;

#[test]
fn a_watcher_that_owns_its_socket_closes_it_when_it_is_removed_and_gone() {
    for backend in BACKENDS {
        let (one, other) = pair();
        let context = Context::new(backend).unwrap();
        let watcher = context.add(one, Event::Read, ()).unwrap();
        let clone = watcher.clone();
        watcher.remove().unwrap();
        drop(watcher);
        assert_eq!(socket_write(&other, "x", None).unwrap(), 1); // still open
        assert_eq!(socket_read(clone.handle(), 1, None).unwrap(), b"x");

        drop(clone);
        assert_eq!(socket_read(&other, 1, None).unwrap(), b""); // closed
    }
}

#[test]
fn a_context_that_is_dropped_closes_what_it_owns() {
    for backend in BACKENDS {
        let (one, other) = pair();
        let context = Context::new(backend).unwrap();
        context.add(one, Event::Read, ()).unwrap();
        drop(context);
        assert_eq!(socket_read(&other, 1, None).unwrap(), b"");
    }
}

#[test]
fn a_shared_socket_stays_open_while_it_is_watched() {
    for backend in BACKENDS {
        let (one, other) = pair();
        let one = Rc::new(one);
        let context = Context::new(backend).unwrap();
        let watcher = context.add(Rc::clone(&one), Event::Read, ()).unwrap();
        drop(one);
        socket_write(&other, "x", None).unwrap();
        assert_eq!(context.wait(NOW, None).unwrap(), [watcher]);
    }
}

#[test]
fn a_number_that_is_used_again_has_no_events_of_the_old_socket() {
    if !in_child("io_poll::ownership::a_number_that_is_used_again_has_no_events_of_the_old_socket")
    {
        return;
    }
    for backend in BACKENDS {
        let context = Context::new(backend).unwrap();
        let (one, other) = pair();
        let number = one.as_raw_fd();
        // A duplicate keeps the open socket alive, and with it, in C, its place in epoll's list.
        let duplicate = one.as_fd().try_clone_to_owned().unwrap();
        socket_write(&other, "old", None).unwrap();

        let watcher = context.add(one, Event::Read, "old").unwrap();
        watcher.remove().unwrap();
        drop(watcher);

        let (new, _its_other) = pair();
        assert_eq!(new.as_raw_fd(), number, "the number is used again");
        context.add(new, Event::Read, "new").unwrap();
        assert_eq!(ready(&context), [""; 0]);
        drop(duplicate);
    }
}

/// A handle that becomes another descriptor: what `AsFd` allows, and no socket does.
struct Changing(Cell<usize>, [OwnedFd; 2]);

impl AsFd for Changing {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.1[self.0.get()].as_fd()
    }
}

#[test]
fn the_event_of_a_registration_that_could_not_be_deleted_is_dropped() {
    if !in_child(
        "io_poll::ownership::the_event_of_a_registration_that_could_not_be_deleted_is_dropped",
    ) {
        return;
    }
    let context = Context::new(None).unwrap();
    let (one, other) = pair();
    let duplicate = one.as_fd().try_clone_to_owned().unwrap();
    let (second, _its_other) = pair();
    let changing = Changing(Cell::new(0), [one.into(), second.into()]);
    let number = changing.as_fd().as_raw_fd();

    let changing = Rc::new(changing);
    let handle: Rc<dyn AsFd> = changing.clone();
    let watcher = context.add(handle, Event::Read, "old").unwrap();
    changing.0.set(1); // so the wrong descriptor is deleted, and the first is kept
    watcher.remove().unwrap();
    drop((watcher, changing));
    socket_write(&other, "x", None).unwrap();
    assert_eq!(ready(&context), [""; 0]);

    let (new, _its_other) = pair();
    assert_eq!(new.as_raw_fd(), number);
    let new: Rc<dyn AsFd> = Rc::new(new);
    context.add(new, Event::Read, "new").unwrap();
    assert_eq!(ready(&context), [""; 0]);
    drop(duplicate);
}

#[test]
fn removing_one_of_two_that_are_ready_leaves_the_other() {
    for backend in BACKENDS {
        let pairs = [pair(), pair()];
        let context = context(backend);
        for (number, (socket, other)) in pairs.iter().enumerate() {
            context.add(socket, Event::Read, number).unwrap();
            socket_write(other, "x", None).unwrap();
        }
        let both = context.wait(NOW, None).unwrap();
        assert_eq!(both.len(), 2);
        both[0].remove().unwrap();
        assert!(both[0].has_triggered(Event::Read));
        assert_eq!(context.wait(NOW, None).unwrap(), both[1..]);
    }
}

/// Data that uses its context and its watcher while it is dropped.
#[derive(Default)]
struct Nosy(RefCell<Option<Watcher<Rc<Socket>, Nosy>>>, Rc<Cell<u32>>);

impl Drop for Nosy {
    fn drop(&mut self) {
        if let Some(watcher) = self.0.borrow_mut().take() {
            let _ = watcher.data();
            let _ = watcher.modify_events(Event::Write);
            let _ = watcher.remove();
            self.1.set(self.1.get() + 1);
        }
    }
}

#[test]
fn what_is_dropped_may_use_the_watcher() {
    for backend in BACKENDS {
        let drops = Rc::new(Cell::new(0));
        let nosy = || Nosy(RefCell::default(), Rc::clone(&drops));
        let (one, _other) = pair();
        let context = Context::new(backend).unwrap();
        let watcher = context.add(Rc::new(one), Event::Read, nosy()).unwrap();

        // When the data is replaced, its `drop` removes the watcher.
        *watcher.data().0.borrow_mut() = Some(watcher.clone());
        watcher.modify(Event::Write, Some(nosy())).unwrap();
        assert_eq!(drops.get(), 1);
        assert!(!watcher.is_active());
        assert_eq!(context.wait(NOW, None).unwrap(), []);
    }
}

#[test]
fn a_watcher_is_equal_to_itself_only() {
    let (one, other) = pair();
    let context = context(BACKENDS[0]);
    let [first, second] = [&one, &other].map(|it| context.add(it, Event::Write, ()).unwrap());
    assert_eq!(first, first.clone());
    assert_ne!(first, second);
}
