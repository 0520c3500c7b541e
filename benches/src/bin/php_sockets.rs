//! The crate itself, used as its documentation says.

use std::time::Duration;

use php_sockets::io_poll::{Context, Event};
use php_sockets::*;
use php_sockets_bench::contender::Contender;
use php_sockets_bench::worker::{self, timed};

fn main() {
    worker::main::<PhpSockets>();
}

struct PhpSockets;

const IP: &str = "127.0.0.1";

fn bound(kind: i32) -> Socket {
    let socket = socket_create(AF_INET, kind, 0).unwrap();
    socket_bind(&socket, IP, 0).unwrap();
    socket
}

fn port_of(address: Result<Address>) -> u16 {
    address.unwrap().port().unwrap()
}

impl Contender for PhpSockets {
    const LACKS: &'static [&'static str] = &[];

    type Listener = Socket;
    type Stream = Socket;
    type Datagram = Socket;
    type Peer = Address;

    #[inline(always)]
    fn listen() -> Socket {
        let listener = bound(SOCK_STREAM);
        socket_listen(&listener, 128).unwrap();
        listener
    }

    #[inline(always)]
    fn port(listener: &Socket) -> u16 {
        port_of(socket_getsockname(listener))
    }

    #[inline(always)]
    fn connect(port: u16) -> Socket {
        let socket = Self::create();
        socket_connect(&socket, IP, port).unwrap();
        socket
    }

    #[inline(always)]
    fn accept(listener: &Socket) -> Socket {
        socket_accept(listener).unwrap()
    }

    #[inline(always)]
    fn read(socket: &Socket, room: &mut Vec<u8>, most: usize) -> usize {
        *room = socket_read(socket, most, None).unwrap();
        room.len()
    }

    #[inline(always)]
    fn write(socket: &Socket, data: &[u8]) -> usize {
        socket_write(socket, data, None).unwrap()
    }

    #[inline(always)]
    fn close(socket: Socket) {
        socket_close(socket);
    }

    #[inline(always)]
    fn datagram() -> Socket {
        bound(SOCK_DGRAM)
    }

    #[inline(always)]
    fn datagram_port(socket: &Socket) -> u16 {
        Self::port(socket)
    }

    #[inline(always)]
    fn peer(port: u16) -> Address {
        format!("{IP}:{port}").parse().unwrap()
    }

    #[inline(always)]
    fn send_to(socket: &Socket, data: &[u8], peer: &Address) -> usize {
        socket_sendto(socket, data, data.len(), 0, peer, peer.port()).unwrap()
    }

    #[inline(always)]
    fn receive_from(socket: &Socket, room: &mut Vec<u8>, most: usize) -> (usize, Address) {
        socket_recvfrom(socket, room, most, 0).unwrap()
    }

    #[inline(always)]
    fn recv(socket: &Socket, room: &mut Vec<u8>, most: usize) -> usize {
        socket_recv(socket, room, most, 0).unwrap()
    }

    #[inline(always)]
    fn peek(socket: &Socket, room: &mut Vec<u8>, most: usize) -> usize {
        socket_recv(socket, room, most, MSG_PEEK).unwrap()
    }

    #[inline(always)]
    fn send(socket: &Socket, data: &[u8]) -> usize {
        socket_send(socket, data, data.len(), 0).unwrap()
    }

    #[inline(always)]
    fn read_line(socket: &Socket, room: &mut Vec<u8>, most: usize) -> usize {
        *room = socket_read(socket, most, PHP_NORMAL_READ).unwrap();
        room.len()
    }

    #[inline(always)]
    fn no_delay(socket: &Socket) -> bool {
        let value = socket_get_option(socket, SOL_TCP, TCP_NODELAY).unwrap();
        value.as_int() != Some(0)
    }

    #[inline(always)]
    fn set_no_delay(socket: &Socket, on: bool) {
        socket_set_option(socket, SOL_TCP, TCP_NODELAY, on).unwrap();
    }

    #[inline(always)]
    fn set_non_blocking(socket: &Socket, on: bool) {
        match on {
            true => socket_set_nonblock(socket).unwrap(),
            false => socket_set_block(socket).unwrap(),
        }
    }

    #[inline(always)]
    fn here(socket: &Socket) -> u16 {
        port_of(socket_getsockname(socket))
    }

    #[inline(always)]
    fn there(socket: &Socket) -> u16 {
        port_of(socket_getpeername(socket))
    }

    #[inline(always)]
    fn create() -> Socket {
        socket_create(AF_INET, SOCK_STREAM, SOL_TCP).unwrap()
    }

    #[inline(never)]
    fn watch(idle: &[Socket], [here, there]: &[Socket; 2], count: u64) -> f64 {
        let context = Context::new(None).unwrap();
        for socket in idle.iter().chain([here]) {
            context.add(socket, Event::Read, ()).unwrap();
        }
        let mut triggered = Vec::new();
        let mut room = Vec::new();
        let limit = Duration::from_secs(5);
        timed(count, || {
            socket_send(there, "x", 1, 0).unwrap();
            context.wait_into(&mut triggered, limit, None).unwrap();
            for watcher in &triggered {
                assert_eq!(socket_recv(watcher.handle(), &mut room, 64, 0), Ok(1));
            }
        })
    }

    #[inline(never)]
    fn ask(idle: &[Socket], [here, there]: &[Socket; 2], count: u64) -> f64 {
        let mut read = Vec::new();
        let mut room = Vec::new();
        timed(count, || {
            socket_send(there, "x", 1, 0).unwrap();
            read.clear();
            read.extend(idle.iter().chain([here]));
            socket_select(&mut read, None, None, 5, None).unwrap();
            for socket in &read {
                assert_eq!(socket_recv(socket, &mut room, 64, 0), Ok(1));
            }
        })
    }

    #[inline(never)] // one copy, so that what is measured is put into its loop
    fn select(sockets: &[Socket], count: u64) -> f64 {
        let mut read = Vec::new();
        timed(count, || {
            read.clear();
            read.extend(sockets);
            assert_eq!(socket_select(&mut read, None, None, 5, None).unwrap(), 1);
            assert_eq!(read.len(), 1);
        })
    }

    #[inline(always)]
    fn pass(count: u64) -> f64 {
        let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap();
        let room = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1).unwrap();
        let message = Message {
            iov: vec![b"x".into()],
            control: vec![Control::Lent(vec![std::os::fd::AsFd::as_fd(&here)])],
            ..Message::default()
        };
        timed(count, || {
            socket_sendmsg(&here, &message, None).unwrap();
            let mut received = Message {
                controllen: room,
                ..Message::default()
            };
            socket_recvmsg(&there, &mut received, None).unwrap();
            assert!(matches!(&received.control[..], [Control::Rights(_)]));
        })
    }
}
