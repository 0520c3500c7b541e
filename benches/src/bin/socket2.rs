//! The crate socket2.

use std::io::{Read, Write};
use std::mem::MaybeUninit;
use std::net::SocketAddr;

use php_sockets_bench::contender::Contender;
use php_sockets_bench::worker;
use socket2::{Domain, SockAddr, Socket, Type};

fn main() {
    worker::main::<Socket2>();
}

struct Socket2;

fn address(port: u16) -> SockAddr {
    SocketAddr::from(([127, 0, 0, 1], port)).into()
}

fn bound(kind: Type) -> Socket {
    let socket = Socket::new(Domain::IPV4, kind, None).unwrap();
    socket.bind(&address(0)).unwrap();
    socket
}

fn port_of(address: std::io::Result<SockAddr>) -> u16 {
    address.unwrap().as_socket_ipv4().unwrap().port()
}

/// Room for `most` bytes behind those of `room`, as socket2 takes it where it has no
/// `Read`. Reading what arrives there takes `unsafe`: the job goes on with the
/// bytes before it, which is the same work.
fn spare(room: &mut Vec<u8>, most: usize) -> &mut [MaybeUninit<u8>] {
    room.reserve(most);
    &mut room.spare_capacity_mut()[..most]
}

impl Contender for Socket2 {
    const LACKS: &'static [&'static str] = &[
        "select",
        "watch",
        "ask",
        "descriptor",
        "line", // it would have to read what it peeks
    ];

    type Listener = Socket;
    type Stream = Socket;
    type Datagram = Socket;
    type Peer = SockAddr;

    #[inline(always)]
    fn listen() -> Socket {
        let listener = bound(Type::STREAM);
        listener.listen(128).unwrap();
        listener
    }

    #[inline(always)]
    fn port(listener: &Socket) -> u16 {
        port_of(listener.local_addr())
    }

    #[inline(always)]
    fn connect(port: u16) -> Socket {
        let socket = Self::create();
        socket.connect(&address(port)).unwrap();
        socket
    }

    #[inline(always)]
    fn accept(listener: &Socket) -> Socket {
        listener.accept().unwrap().0
    }

    #[inline(always)]
    fn read(mut socket: &Socket, room: &mut Vec<u8>, most: usize) -> usize {
        socket.read(&mut room[..most]).unwrap()
    }

    #[inline(always)]
    fn write(mut socket: &Socket, data: &[u8]) -> usize {
        socket.write(data).unwrap()
    }

    #[inline(always)]
    fn datagram() -> Socket {
        bound(Type::DGRAM)
    }

    #[inline(always)]
    fn datagram_port(socket: &Socket) -> u16 {
        port_of(socket.local_addr())
    }

    #[inline(always)]
    fn peer(port: u16) -> SockAddr {
        address(port)
    }

    #[inline(always)]
    fn send_to(socket: &Socket, data: &[u8], peer: &SockAddr) -> usize {
        socket.send_to(data, peer).unwrap()
    }

    #[inline(always)]
    fn receive_from(socket: &Socket, room: &mut Vec<u8>, most: usize) -> (usize, SockAddr) {
        socket.recv_from(spare(room, most)).unwrap()
    }

    #[inline(always)]
    fn peek(socket: &Socket, room: &mut Vec<u8>, most: usize) -> usize {
        socket.peek(spare(room, most)).unwrap()
    }

    #[inline(always)]
    fn no_delay(socket: &Socket) -> bool {
        socket.tcp_nodelay().unwrap()
    }

    #[inline(always)]
    fn set_no_delay(socket: &Socket, on: bool) {
        socket.set_tcp_nodelay(on).unwrap();
    }

    #[inline(always)]
    fn set_non_blocking(socket: &Socket, on: bool) {
        socket.set_nonblocking(on).unwrap();
    }

    #[inline(always)]
    fn here(socket: &Socket) -> u16 {
        port_of(socket.local_addr())
    }

    #[inline(always)]
    fn there(socket: &Socket) -> u16 {
        port_of(socket.peer_addr())
    }

    #[inline(always)]
    fn create() -> Socket {
        Socket::new(Domain::IPV4, Type::STREAM, None).unwrap()
    }
}
