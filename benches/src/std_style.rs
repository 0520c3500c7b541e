//! [`Std`]: the sockets of Rust's standard library, and what waits for them.

use std::io::{Read, Write};
use std::marker::PhantomData;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};

use crate::contender::Contender;

/// What waits for many sockets: nothing in std itself.
pub trait Waiter {
    /// As [`Contender::LACKS`].
    const LACKS: &'static [&'static str];

    /// As [`Contender::watch`].
    fn watch(idle: &[UdpSocket], ends: &[TcpStream; 2], count: u64) -> f64;
}

/// The standard library's sockets.
#[derive(Debug)]
pub struct Std<W>(PhantomData<W>);

const IP: &str = "127.0.0.1";

impl<W: Waiter> Contender for Std<W> {
    const LACKS: &'static [&'static str] = W::LACKS;

    type Listener = TcpListener;
    type Stream = TcpStream;
    type Datagram = UdpSocket;
    type Peer = SocketAddr;

    #[inline(always)]
    fn listen() -> TcpListener {
        TcpListener::bind((IP, 0)).unwrap()
    }

    #[inline(always)]
    fn port(listener: &TcpListener) -> u16 {
        listener.local_addr().unwrap().port()
    }

    #[inline(always)]
    fn connect(port: u16) -> TcpStream {
        TcpStream::connect(Self::peer(port)).unwrap()
    }

    #[inline(always)]
    fn accept(listener: &TcpListener) -> TcpStream {
        listener.accept().unwrap().0
    }

    #[inline(always)]
    fn read(mut stream: &TcpStream, room: &mut Vec<u8>, most: usize) -> usize {
        stream.read(&mut room[..most]).unwrap()
    }

    #[inline(always)]
    fn write(mut stream: &TcpStream, data: &[u8]) -> usize {
        stream.write(data).unwrap()
    }

    #[inline(always)]
    fn datagram() -> UdpSocket {
        UdpSocket::bind((IP, 0)).unwrap()
    }

    #[inline(always)]
    fn datagram_port(socket: &UdpSocket) -> u16 {
        socket.local_addr().unwrap().port()
    }

    #[inline(always)]
    fn peer(port: u16) -> SocketAddr {
        ([127, 0, 0, 1], port).into()
    }

    #[inline(always)]
    fn send_to(socket: &UdpSocket, data: &[u8], peer: &SocketAddr) -> usize {
        socket.send_to(data, peer).unwrap()
    }

    #[inline(always)]
    fn receive_from(socket: &UdpSocket, room: &mut Vec<u8>, most: usize) -> (usize, SocketAddr) {
        socket.recv_from(&mut room[..most]).unwrap()
    }

    #[inline(always)]
    fn peek(stream: &TcpStream, room: &mut Vec<u8>, most: usize) -> usize {
        stream.peek(&mut room[..most]).unwrap()
    }

    #[inline(always)]
    fn no_delay(stream: &TcpStream) -> bool {
        stream.nodelay().unwrap()
    }

    #[inline(always)]
    fn set_no_delay(stream: &TcpStream, on: bool) {
        stream.set_nodelay(on).unwrap();
    }

    #[inline(always)]
    fn set_non_blocking(stream: &TcpStream, on: bool) {
        stream.set_nonblocking(on).unwrap();
    }

    #[inline(always)]
    fn here(stream: &TcpStream) -> u16 {
        stream.local_addr().unwrap().port()
    }

    #[inline(always)]
    fn there(stream: &TcpStream) -> u16 {
        stream.peer_addr().unwrap().port()
    }

    fn watch(idle: &[UdpSocket], ends: &[TcpStream; 2], count: u64) -> f64 {
        W::watch(idle, ends, count)
    }
}
