//! What flags and options change.

use nix::poll::PollFlags;
use php_sockets::*;

use super::{assert_arrives, assert_nothing_arrives};
use crate::common::*;

/// A UDP socket, and another that is connected to it.
fn udp_pair() -> (Socket, Socket) {
    let (here, there) = (bound_udp(), udp());
    socket_connect(&there, "127.0.0.1", port(&here)).unwrap();
    (here, there)
}

// SE07.
#[test]
fn the_last_byte_of_urgent_data_is_the_urgent_one() {
    let (socket, peer) = connected();
    assert_eq!(socket_send(&socket, "ab!", 3, MSG_OOB).unwrap(), 3);
    wait_for(&peer, PollFlags::POLLPRI);

    let mut data = Vec::new();
    assert_eq!(socket_recv(&peer, &mut data, 1, MSG_OOB).unwrap(), 1);
    assert_eq!(data, b"!");
    assert_arrives(&peer, b"ab");
}

#[test]
fn more_is_gathered_into_one_datagram() {
    let (here, there) = udp_pair();

    socket_send(&there, "one ", 4, MSG_MORE).unwrap();
    socket_sendto(&there, "two ", 4, MSG_MORE, "127.0.0.1", port(&here)).unwrap();
    assert_nothing_arrives(&here);
    socket_send(&there, "three", 5, 0).unwrap();
    assert_arrives(&here, b"one two three");
    assert_nothing_arrives(&here);
}

#[test]
fn an_option_divides_what_is_sent_into_datagrams() {
    let (here, there) = udp_pair();
    socket_set_option(&there, SOL_UDP, UDP_SEGMENT, 4).unwrap();

    assert_eq!(socket_send(&there, "aaaabbbbcc", 10, 0).unwrap(), 10);
    for datagram in [b"aaaa".as_slice(), b"bbbb", b"cc"] {
        assert_arrives(&here, datagram);
    }
    let port = port(&here);
    assert_eq!(
        socket_sendto(&there, "ddddee", 6, 0, "127.0.0.1", port).unwrap(),
        6
    );
    for datagram in [b"dddd".as_slice(), b"ee"] {
        assert_arrives(&here, datagram);
    }
    assert_nothing_arrives(&here);
}

#[test]
fn the_bounds_of_messages_are_kept() {
    let (here, there) = pair_of(SOCK_SEQPACKET);
    for message in ["one", "two"] {
        assert_eq!(socket_send(&there, message, 3, MSG_EOR).unwrap(), 3);
    }
    assert_arrives(&here, b"one");
    assert_arrives(&here, b"two");
}

#[test]
fn a_host_of_this_network_needs_no_route() {
    let (here, there) = udp_pair();
    socket_send(&there, "near", 4, MSG_DONTROUTE).unwrap();
    assert_arrives(&here, b"near");
}

#[test]
fn no_signal_can_be_asked_for_and_is_set_anyway() {
    let (here, there) = udp_pair();
    socket_send(&there, "x", 1, MSG_NOSIGNAL).unwrap();
    assert_arrives(&here, b"x");
}
