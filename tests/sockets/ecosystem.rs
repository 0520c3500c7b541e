//! A `Socket` among std's readers and writers. Those of other crates are in
//! `tests/ecosystem`.

use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind::WouldBlock, Read, Write};
use std::thread;

use php_sockets::*;

use crate::common::*;

/// More than the kernel holds.
const LENGTH: usize = 4 << 20;

#[test]
fn lines_are_read_with_a_buffer_of_std() {
    let (socket, peer) = connected();
    let writer = thread::spawn(move || {
        let mut peer = BufWriter::new(peer);
        for number in 0..1000 {
            writeln!(peer, "line {number}").unwrap();
        }
        peer.write_all(b"the last").unwrap();
    });

    let mut lines = BufReader::new(socket).lines();
    for number in 0..1000 {
        assert_eq!(lines.next().unwrap().unwrap(), format!("line {number}"));
    }
    writer.join().unwrap();
    assert_eq!(lines.next().unwrap().unwrap(), "the last");
}

// One thread for each direction, on one socket.
#[test]
fn io_copy_carries_both_ways_at_once() {
    let (client, server) = connected();
    let sent = vec![b'x'; LENGTH];

    thread::scope(|scope| {
        scope.spawn(|| {
            let count = io::copy(&mut &server, &mut &server).unwrap();
            assert_eq!(count, LENGTH as u64);
            socket_shutdown(&server, SHUT_WR).unwrap();
        });
        scope.spawn(|| {
            let count = io::copy(&mut sent.as_slice(), &mut &client).unwrap();
            assert_eq!(count, LENGTH as u64);
            socket_shutdown(&client, SHUT_WR).unwrap();
        });
        let mut back = Vec::new();
        io::copy(&mut &client, &mut back).unwrap();
        assert!(back == sent);
    });
}

#[test]
fn write_all_stops_where_a_socket_does_not_wait() {
    let (mut socket, peer) = pair();
    socket_set_nonblock(&socket).unwrap();

    let error = socket.write_all(&vec![b'x'; LENGTH]).unwrap_err();
    assert_eq!(error.kind(), WouldBlock);
    assert_eq!((&peer).read(&mut [0; 10]).unwrap(), 10);
    assert_eq!(socket.read(&mut [0]).unwrap_err().kind(), WouldBlock);
}
