//! [`C`]: how a C program uses sockets, with one of two ways into the kernel.

use std::marker::PhantomData;

use libc::{
    AF_INET, AF_UNIX, EPOLL_CLOEXEC, EPOLLIN, F_GETFL, F_SETFL, IPPROTO_TCP, MSG_CMSG_CLOEXEC,
    MSG_NOSIGNAL, MSG_PEEK, O_NONBLOCK, POLLIN, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_STREAM, TCP_NODELAY,
    c_int, epoll_event, in_addr, pollfd, sockaddr_in, timespec,
};

use crate::contender::Contender;
use crate::kernel::{Kernel, Rights};
use crate::worker::timed;

/// A C program.
#[derive(Debug)]
pub struct C<K>(PhantomData<K>);

/// An open descriptor.
#[derive(Debug)]
pub struct Fd<K: Kernel>(c_int, PhantomData<K>);

impl<K: Kernel> Fd<K> {
    fn new(result: c_int) -> Self {
        Self(checked(result), PhantomData)
    }
}

impl<K: Kernel> Drop for Fd<K> {
    #[inline]
    fn drop(&mut self) {
        K::close(self.0);
    }
}

/// The result of a call that did not fail.
#[inline]
fn checked(result: c_int) -> c_int {
    assert!(result >= 0, "{result}");
    result
}

/// The same, of a call that counts bytes.
#[inline]
fn counted(result: isize) -> usize {
    assert!(result >= 0, "{result}");
    result as usize
}

/// A port of 127.0.0.1.
fn address(port: u16) -> sockaddr_in {
    sockaddr_in {
        sin_family: AF_INET as u16,
        sin_port: port.to_be(),
        sin_addr: in_addr {
            s_addr: u32::from_ne_bytes([127, 0, 0, 1]),
        },
        sin_zero: [0; 8],
    }
}

fn bound<K: Kernel>(kind: c_int) -> Fd<K> {
    let socket = Fd::new(K::socket(AF_INET, kind | SOCK_CLOEXEC, 0));
    checked(K::bind(socket.0, &address(0)));
    socket
}

#[inline]
fn name<K: Kernel>(socket: &Fd<K>) -> u16 {
    let mut found = address(0);
    checked(K::getsockname(socket.0, &mut found));
    u16::from_be(found.sin_port)
}

impl<K: Kernel> Contender for C<K> {
    type Listener = Fd<K>;
    type Stream = Fd<K>;
    type Datagram = Fd<K>;
    type Peer = sockaddr_in;

    fn listen() -> Fd<K> {
        let listener = bound(SOCK_STREAM);
        checked(K::listen(listener.0, 128));
        listener
    }

    fn port(listener: &Fd<K>) -> u16 {
        name(listener)
    }

    #[inline]
    fn connect(port: u16) -> Fd<K> {
        let stream = Self::create();
        checked(K::connect(stream.0, &address(port)));
        stream
    }

    #[inline]
    fn accept(listener: &Fd<K>) -> Fd<K> {
        Fd::new(K::accept(listener.0, SOCK_CLOEXEC))
    }

    #[inline]
    fn read(stream: &Fd<K>, room: &mut Vec<u8>, most: usize) -> usize {
        counted(K::recv(stream.0, &mut room[..most], 0))
    }

    #[inline]
    fn write(stream: &Fd<K>, data: &[u8]) -> usize {
        counted(K::send(stream.0, data, MSG_NOSIGNAL))
    }

    fn datagram() -> Fd<K> {
        bound(SOCK_DGRAM)
    }

    fn datagram_port(socket: &Fd<K>) -> u16 {
        name(socket)
    }

    fn peer(port: u16) -> sockaddr_in {
        address(port)
    }

    #[inline]
    fn send_to(socket: &Fd<K>, data: &[u8], peer: &sockaddr_in) -> usize {
        counted(K::sendto(socket.0, data, MSG_NOSIGNAL, peer))
    }

    #[inline]
    fn receive_from(socket: &Fd<K>, room: &mut Vec<u8>, most: usize) -> (usize, sockaddr_in) {
        let mut peer = address(0);
        let count = K::recvfrom(socket.0, &mut room[..most], 0, &mut peer);
        (counted(count), peer)
    }

    #[inline]
    fn peek(stream: &Fd<K>, room: &mut Vec<u8>, most: usize) -> usize {
        counted(K::recv(stream.0, &mut room[..most], MSG_PEEK))
    }

    #[inline]
    fn no_delay(stream: &Fd<K>) -> bool {
        let mut value = 0;
        checked(K::getsockopt(
            stream.0,
            IPPROTO_TCP,
            TCP_NODELAY,
            &mut value,
        ));
        value != 0
    }

    #[inline]
    fn set_no_delay(stream: &Fd<K>, on: bool) {
        let value = c_int::from(on);
        checked(K::setsockopt(stream.0, IPPROTO_TCP, TCP_NODELAY, &value));
    }

    #[inline]
    fn set_non_blocking(stream: &Fd<K>, on: bool) {
        let flags = checked(K::fcntl(stream.0, F_GETFL, 0));
        let flags = if on {
            flags | O_NONBLOCK
        } else {
            flags & !O_NONBLOCK
        };
        checked(K::fcntl(stream.0, F_SETFL, flags));
    }

    #[inline]
    fn here(stream: &Fd<K>) -> u16 {
        name(stream)
    }

    #[inline]
    fn there(stream: &Fd<K>) -> u16 {
        let mut found = address(0);
        checked(K::getpeername(stream.0, &mut found));
        u16::from_be(found.sin_port)
    }

    #[inline]
    fn create() -> Fd<K> {
        Fd::new(K::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    }

    fn select(sockets: &[Fd<K>], count: u64) -> f64 {
        let asked = sockets.iter().map(|socket| pollfd {
            fd: socket.0,
            events: POLLIN,
            revents: 0,
        });
        let mut asked: Vec<_> = asked.collect();
        let wait = timespec {
            tv_sec: 5,
            tv_nsec: 0,
        };
        timed(count, || {
            checked(K::ppoll(&mut asked, &wait));
            let ready = asked.iter().filter(|one| one.revents & POLLIN != 0);
            assert_eq!(ready.count(), 1);
        })
    }

    fn watch(idle: &[Fd<K>], [here, there]: &[Fd<K>; 2], count: u64) -> f64 {
        let epoll = Fd::<K>::new(K::epoll_create(EPOLL_CLOEXEC));
        for socket in idle.iter().chain([here]) {
            let mut event = epoll_event {
                events: EPOLLIN as u32,
                u64: socket.0 as u64,
            };
            checked(K::epoll_add(epoll.0, socket.0, &mut event));
        }
        let mut events = vec![epoll_event { events: 0, u64: 0 }; idle.len() + 1];
        let mut room = [0; 64];
        timed(count, || {
            counted(K::send(there.0, b"x", MSG_NOSIGNAL));
            let ready = checked(K::epoll_wait(epoll.0, &mut events, 5000));
            for event in &events[..ready as usize] {
                let socket = event.u64 as c_int;
                assert_eq!(counted(K::recv(socket, &mut room, 0)), 1);
            }
        })
    }

    fn pass(count: u64) -> f64 {
        let mut pair = [0; 2];
        checked(K::socketpair(
            AF_UNIX,
            SOCK_STREAM | SOCK_CLOEXEC,
            &mut pair,
        ));
        let [here, there] = pair.map(Fd::<K>::new);
        let mut room = [0];
        timed(count, || {
            let mut rights = Rights::new(here.0);
            counted(K::sendmsg(here.0, &mut [b'x'], &mut rights, MSG_NOSIGNAL));
            counted(K::recvmsg(
                there.0,
                &mut room,
                &mut rights,
                MSG_CMSG_CLOEXEC,
            ));
            drop(Fd::<K>::new(rights.descriptor));
        })
    }
}
