//! `Socket`: what std expects of one, and where one comes from.

mod elsewhere;
mod leak;

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{self, BufRead, BufReader, ErrorKind::BrokenPipe, IoSlice, IoSliceMut, Read, Write};
use std::os::fd::{AsFd, AsRawFd, IntoRawFd, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use nix::sys::signal::Signal;
use php_sockets::*;

use crate::common::*;

#[test]
fn a_socket_reads_and_writes_like_any_stream() {
    let (mut one, mut other) = connected();

    assert_eq!(one.write(b"Ho").unwrap(), 2);
    one.flush().unwrap();
    let mut data = [0; 10];
    assert_eq!(other.read(&mut data).unwrap(), 2);
    assert_eq!(&data[..2], b"Ho");
}

#[test]
fn a_borrowed_socket_reads_and_writes_too() {
    let (one, other) = pair();

    (&one).write_all(b"a line\nand more").unwrap();
    (&one).flush().unwrap();
    drop(one);

    let mut reader = BufReader::new(&other);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    assert_eq!(line, "a line\n");
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "and more");
}

#[test]
fn write_all_and_copy_carry_more_than_the_kernel_holds() {
    const LENGTH: usize = 4 << 20;
    let (mut one, mut other) = pair();

    let writer = thread::spawn(move || one.write_all(&vec![b'x'; LENGTH]).unwrap());
    let mut data = Vec::new();
    let copied = io::copy(&mut other, &mut data).unwrap();

    writer.join().unwrap();
    assert_eq!(copied, LENGTH as u64);
    assert!(data.len() == LENGTH && data.iter().all(|&byte| byte == b'x'));
}

#[test]
fn the_traits_of_std_record_no_last_error() {
    let socket = tcp();
    socket_clear_error(None);

    let read = (&socket).read(&mut [0; 1]).unwrap_err();
    let write = (&socket).write(b"x").unwrap_err();

    assert_eq!(read.raw_os_error(), Some(SOCKET_ENOTCONN));
    assert_eq!(write.raw_os_error(), Some(SOCKET_EPIPE));
    assert_eq!(
        (socket_last_error(&socket), socket_last_error(None)),
        (0, 0)
    );
}

#[test]
fn writing_to_a_broken_connection_raises_no_signal() {
    let name = "socket::writing_to_a_broken_connection_raises_no_signal";
    if !in_child(name) {
        return;
    }
    let raised = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(Signal::SIGPIPE as i32, Arc::clone(&raised)).unwrap();
    let (mut one, other) = pair();
    drop(other);

    assert_eq!(one.write(b"x").unwrap_err().kind(), BrokenPipe);
    assert_eq!((&one).write(b"x").unwrap_err().kind(), BrokenPipe);
    assert!(!raised.load(Relaxed));

    // The same connection would raise it.
    assert_eq!(as_file(&one).write(b"x").unwrap_err().kind(), BrokenPipe);
    assert!(raised.load(Relaxed));
}

/// The same descriptor as a file, which is written to with `write(2)`.
fn as_file(socket: &impl AsFd) -> std::fs::File {
    socket.as_fd().try_clone_to_owned().unwrap().into()
}

#[test]
fn a_socket_can_be_shared_between_threads() {
    fn is_shared<T: Send + Sync + 'static>(_: &T) {}
    let (one, other) = connected();
    is_shared(&one);

    thread::scope(|scope| {
        let reader = scope.spawn(|| socket_read(&one, 10, None));
        scope.spawn(|| socket_write(&one, "question", None));
        assert_eq!(socket_read(&other, 10, None).unwrap(), b"question");
        socket_write(&other, "answer", None).unwrap();
        assert_eq!(reader.join().unwrap().unwrap(), b"answer");
    });
}

#[test]
fn a_socket_lends_its_descriptor() {
    let (one, other) = pair();
    assert_eq!(one.as_fd().as_raw_fd(), one.as_raw_fd());

    let mut clone = as_file(&one);
    clone.write_all(b"lent").unwrap();
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"lent");
}

#[test]
fn a_socket_gives_its_descriptor_away() {
    let (one, other) = pair();
    let number = one.as_raw_fd();

    let descriptor = OwnedFd::from(one);
    assert_eq!(descriptor.as_raw_fd(), number);
    socket_write(&other, "open", None).unwrap();
    let one = Socket::from(descriptor);
    assert_eq!(socket_read(&one, 10, None).unwrap(), b"open");

    assert_eq!(one.into_raw_fd(), number);
    socket_write(&other, "still open", None).unwrap();
}

#[test]
fn a_socket_can_be_printed() {
    let (client, server) = connected();
    let [here, there] = [&client, &server].map(|socket| socket_getsockname(socket).unwrap());
    let number = client.as_raw_fd();
    assert_eq!(
        format!("{client:?}"),
        format!("Socket {{ fd: {number}, local: {here}, peer: {there}, last_error: 0 }}"),
    );

    let socket = unix();
    socket_connect(&socket, "", None).unwrap_err();
    assert_eq!(
        format!("{socket:?}"),
        format!(
            "Socket {{ fd: {}, local: (unnamed), last_error: 22 }}",
            socket.as_raw_fd()
        ),
    );
}

#[test]
#[allow(
    clippy::mutable_key_type,
    reason = "the hash is that of the descriptor, which stays as it is"
)]
fn a_socket_is_equal_to_itself_and_found_in_collections() {
    let (one, other) = pair();
    assert_eq!(one, one);
    assert_ne!(one, other);

    let names = HashMap::from([(&one, "one"), (&other, "other")]);
    let mut read = vec![&one, &other];
    socket_write(&one, "for the other", None).unwrap();
    socket_select(&mut read, None, None, 5, None).unwrap();
    assert_eq!(read, [&other]);
    assert_eq!(names[read[0]], "other");

    // As many different hashes as sockets, or the map would be a list.
    let hashes = BuildHasherDefault::<DefaultHasher>::default();
    assert_ne!(hashes.hash_one(&one), hashes.hash_one(&other));
}

// The helper compiles only if each array has lifetimes of its own.
#[test]
fn the_arrays_of_select_can_be_passed_through_a_function() {
    fn wait(read: &mut Vec<&Socket>, write: &mut Vec<&Socket>) -> Result<usize> {
        socket_select(read, write, None, 5, None)
    }

    let (one, _other) = pair();
    let (mut read, mut write) = (vec![&one], vec![&one]);
    assert_eq!(wait(&mut read, &mut write).unwrap(), 1);
    assert_eq!((read.len(), write.len()), (0, 1));
}

#[test]
fn several_buffers_go_and_come_in_one_call() {
    let (mut one, mut other) = pair_of(SOCK_DGRAM);
    let parts = ["one ", "message"].map(|part| IoSlice::new(part.as_bytes()));
    assert_eq!(one.write_vectored(&parts).unwrap(), 11);

    let (mut first, mut second) = ([0; 3], [0; 20]);
    let mut buffers = [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
    assert_eq!(other.read_vectored(&mut buffers).unwrap(), 11);
    assert_eq!((&first, &second[..8]), (b"one", b" message".as_slice()));

    let (mut one, other) = pair();
    socket_close(other);
    let error = one.write_vectored(&parts).unwrap_err();
    assert_eq!(error.raw_os_error(), Some(SOCKET_EPIPE));
}
