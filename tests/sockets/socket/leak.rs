//! No call loses a descriptor, whether it succeeds or fails.

mod failure;
mod success;

use std::collections::BTreeSet;
use std::fs::File;
use std::os::fd::AsRawFd;

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use php_sockets::*;
use php_sockets_test_support::sources;

use self::success::STEPS;
use crate::common::*;

/// Runs `call` while this process may open `more` descriptors and no others.
fn with_descriptors<T>(more: rlim_t, call: impl FnOnce() -> T) -> T {
    let next = File::open("/dev/null").unwrap().as_raw_fd() as rlim_t;
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();

    setrlimit(Resource::RLIMIT_NOFILE, next + more, hard).unwrap();
    let result = call();
    setrlimit(Resource::RLIMIT_NOFILE, soft, hard).unwrap();
    result
}

#[test]
fn a_descriptor_that_is_lost_is_seen() {
    if !in_child("socket::leak::a_descriptor_that_is_lost_is_seen") {
        return;
    }

    let before = open_descriptors();
    let kept = tcp();
    assert_eq!(open_descriptors(), before + 1);
    drop(kept);
    assert_eq!(open_descriptors(), before);
}

#[test]
fn a_success_leaves_no_descriptor_behind() {
    let name = "socket::leak::a_success_leaves_no_descriptor_behind";
    if !in_child(name) {
        return;
    }

    for (name, step) in STEPS {
        // Once beforehand: the C library may open something that stays open.
        step().expect(name);
        let before = open_descriptors();
        step().expect(name);
        assert_eq!(open_descriptors(), before, "{name}");
    }
}

#[test]
fn a_failure_leaves_no_descriptor_behind() {
    let name = "socket::leak::a_failure_leaves_no_descriptor_behind";
    if !in_child(name) {
        return;
    }

    failure::all();
    let before = open_descriptors();
    for (index, result) in failure::all().into_iter().enumerate() {
        assert!(result.is_err(), "call {index}");
    }
    assert_eq!(open_descriptors(), before);
}

/// Each step is run with every number of descriptors that is too small,
/// so each call in it fails once for lack of one.
#[test]
fn at_every_limit_no_descriptor_is_left_behind() {
    let name = "socket::leak::at_every_limit_no_descriptor_is_left_behind";
    if !in_child(name) {
        return;
    }

    for (name, step) in STEPS {
        step().expect(name);
        let before = open_descriptors();
        for more in 0.. {
            assert!(more < 100, "{name} never succeeds");
            let result = with_descriptors(more, step);
            assert_eq!(open_descriptors(), before, "{name}, {more} descriptors");
            assert!(more > 0 || result.is_err(), "{name} needs no descriptor");
            if result.is_ok() {
                break;
            }
        }
    }
}

#[test]
fn a_connection_that_found_no_descriptor_can_still_be_accepted() {
    let name = "socket::leak::a_connection_that_found_no_descriptor_can_still_be_accepted";
    if !in_child(name) {
        return;
    }
    let (server, client) = (listener(), tcp());
    let name = socket_getsockname(&server).unwrap();
    let before = open_descriptors();

    without_descriptors(|| {
        socket_connect(&client, name.address(), name.port()).unwrap();
        for _ in 0..3 {
            socket_accept(&server).unwrap_err();
        }
    });
    assert_eq!(open_descriptors(), before);
    socket_accept(&server).unwrap();
}

#[test]
fn the_walk_through_successes_has_every_function() {
    let text = include_str!("leak/success.rs");
    let parts = text.split(|c: char| c != '_' && !c.is_alphanumeric());
    let called: BTreeSet<_> = parts.filter(|word| word.starts_with("socket_")).collect();

    let functions = sources::functions();
    let all: BTreeSet<_> = functions.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(called, all);
}

#[test]
fn the_walk_through_failures_has_every_function_that_can_fail() {
    let errors: Vec<_> = failure::all().into_iter().filter_map(Result::err).collect();
    let failed: BTreeSet<_> = errors.iter().map(Error::function).collect();

    let functions = sources::functions();
    let can_fail = functions.iter().filter(|f| f.gives_result);
    let mut all: BTreeSet<_> = can_fail.map(|f| Some(f.name.as_str())).collect();
    // The kernel refuses it for a closed descriptor only, and none is closed here.
    all.remove(&Some("socket_set_block"));
    all.insert(None); // errors in which PHP does not name the function
    assert_eq!(failed, all);
}
