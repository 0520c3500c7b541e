//! Sockets whose connection has ended, broken, or never was.

use php_sockets::*;

use crate::scene::{
    bound_udp, connection, connection_to, listener, pair, port, tcp, udp, will_reset,
};

/// A state, and how to come there: the socket, and what must stay open with it.
pub(super) type State = (&'static str, fn() -> (Socket, Option<Socket>));

pub(super) const ALL: &[State] = &[
    ("reset", || reset(|_, _| ())),
    ("reset with data unread", || {
        reset(|_, there| write(there, "a line\nand more"))
    }),
    ("reset in the middle of a line", || {
        reset(|here, there| {
            write(there, "a line");
            socket_read(here, 2, PHP_NORMAL_READ).expect("its start");
        })
    }),
    ("reset after our half was closed", || {
        reset(|here, _| shut(here, SHUT_WR))
    }),
    ("reset after its half was closed", || {
        reset(|_, there| shut(there, SHUT_WR))
    }),
    ("reset after both were closed", || {
        reset(|here, there| {
            shut(here, SHUT_WR);
            write(there, "rest");
            shut(there, SHUT_WR);
        })
    }),
    ("reset with our data unread", || {
        reset(|here, _| write(here, "a line\n"))
    }),
    ("reset with our buffer full", || {
        reset(|here, _| {
            socket_set_nonblock(here).expect("a mode");
            while socket_write(here, [0; 4096], None).is_ok() {}
        })
    }),
    ("reset with an urgent byte", || {
        reset(|_, there| drop(socket_send(there, "u", 1, MSG_OOB)))
    }),
    ("reset after a look", || {
        reset(|here, there| {
            write(there, "a line\n");
            socket_recv(here, &mut Vec::new(), 100, MSG_PEEK).expect("data");
        })
    }),
    ("reset, its error asked for", || {
        let (here, peer) = reset(|_, _| ());
        socket_get_option(&here, SOL_SOCKET, SO_ERROR).expect("an error");
        (here, peer)
    }),
    ("reset, its error met", || {
        let (here, peer) = reset(|_, _| ());
        let _ = socket_read(&here, 1, None);
        (here, peer)
    }),
    ("reset before it was accepted", || {
        let server = listener();
        let client = tcp();
        socket_connect(&client, "127.0.0.1", port(&server)).expect("a connection");
        will_reset(&client);
        drop(client);
        (socket_accept(&server).expect("a client"), None)
    }),
    ("ended with data unread", || {
        ended(|there| {
            write(there, "a line\nand more");
            shut(there, SHUT_WR);
        })
    }),
    ("ended", || ended(|there| shut(there, SHUT_WR))),
    ("ended without the newline", || {
        ended(|there| {
            write(there, "half a line");
            shut(there, SHUT_WR);
        })
    }),
    ("our reading closed", || {
        let [here, there] = connection();
        shut(&here, SHUT_RD);
        (here, Some(there))
    }),
    ("our both halves closed", || {
        let [here, there] = connection();
        shut(&here, SHUT_RDWR);
        (here, Some(there))
    }),
    ("never connected", || (tcp(), None)),
    ("listening", || (listener(), None)),
    ("refused", || {
        let closed = tcp();
        socket_bind(&closed, "127.0.0.1", 0).expect("a port");
        let here = tcp();
        socket_set_nonblock(&here).expect("a mode");
        let _ = socket_connect(&here, "127.0.0.1", port(&closed));
        (here, Some(closed))
    }),
    ("unix, ended with our data unread", || {
        let [here, there] = pair(SOCK_STREAM);
        write(&here, "unread");
        drop(there);
        (here, None)
    }),
    ("unix, ended with its data unread", || {
        let [here, there] = pair(SOCK_STREAM);
        write(&there, "a line\nand more");
        drop(there);
        (here, None)
    }),
    ("unix, messages, ended", || {
        (pair(SOCK_SEQPACKET).into_iter().next().expect("one"), None)
    }),
    ("unix, datagrams, nobody there", || {
        (pair(SOCK_DGRAM).into_iter().next().expect("one"), None)
    }),
    ("UDP, refused", || {
        let (here, there) = (udp(), bound_udp());
        socket_connect(&here, "127.0.0.1", port(&there)).expect("an address");
        drop(there);
        write(&here, "x");
        (here, None)
    }),
    ("UDP, an empty message", || {
        let (here, there) = (bound_udp(), udp());
        socket_sendto(&there, "", 0, 0, "127.0.0.1", port(&here)).expect("room");
        (here, Some(there))
    }),
];

/// A connection that the peer resets after something was done with it.
fn reset(before: impl FnOnce(&Socket, &Socket)) -> (Socket, Option<Socket>) {
    let server = listener();
    let [there, here] = connection_to(&server);
    before(&here, &there);
    will_reset(&there);
    drop(there);
    (here, None)
}

/// A connection in which the peer has done something last.
fn ended(last: impl FnOnce(&Socket)) -> (Socket, Option<Socket>) {
    let [here, there] = connection();
    last(&there);
    (here, Some(there))
}

fn write(socket: &Socket, text: &str) {
    socket_write(socket, text, None).expect("room");
}

fn shut(socket: &Socket, half: i32) {
    socket_shutdown(socket, half).expect("a half");
}
