//! The sockets of Rust's standard library.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};

use php_sockets_bench::contender::Contender;
use php_sockets_bench::worker;

fn main() {
    worker::main::<Std>();
}

struct Std;

const IP: &str = "127.0.0.1";

impl Contender for Std {
    const LACKS: &'static [&'static str] = &[
        "select-10",
        "select-100",
        "select-1000",
        "select-10000",
        "descriptor",
        "create-close",
    ];

    type Listener = TcpListener;
    type Stream = TcpStream;
    type Datagram = UdpSocket;
    type Peer = SocketAddr;

    fn listen() -> TcpListener {
        TcpListener::bind((IP, 0)).unwrap()
    }

    fn port(listener: &TcpListener) -> u16 {
        listener.local_addr().unwrap().port()
    }

    fn connect(port: u16) -> TcpStream {
        TcpStream::connect(Self::peer(port)).unwrap()
    }

    fn accept(listener: &TcpListener) -> TcpStream {
        listener.accept().unwrap().0
    }

    fn read(mut stream: &TcpStream, room: &mut Vec<u8>, most: usize) -> usize {
        stream.read(&mut room[..most]).unwrap()
    }

    fn write(mut stream: &TcpStream, data: &[u8]) -> usize {
        stream.write(data).unwrap()
    }

    fn datagram() -> UdpSocket {
        UdpSocket::bind((IP, 0)).unwrap()
    }

    fn datagram_port(socket: &UdpSocket) -> u16 {
        socket.local_addr().unwrap().port()
    }

    fn peer(port: u16) -> SocketAddr {
        ([127, 0, 0, 1], port).into()
    }

    fn send_to(socket: &UdpSocket, data: &[u8], peer: &SocketAddr) -> usize {
        socket.send_to(data, peer).unwrap()
    }

    fn receive_from(socket: &UdpSocket, room: &mut Vec<u8>, most: usize) -> (usize, SocketAddr) {
        socket.recv_from(&mut room[..most]).unwrap()
    }

    fn peek(stream: &TcpStream, room: &mut Vec<u8>, most: usize) -> usize {
        stream.peek(&mut room[..most]).unwrap()
    }

    fn no_delay(stream: &TcpStream) -> bool {
        stream.nodelay().unwrap()
    }

    fn set_no_delay(stream: &TcpStream, on: bool) {
        stream.set_nodelay(on).unwrap();
    }

    fn set_non_blocking(stream: &TcpStream, on: bool) {
        stream.set_nonblocking(on).unwrap();
    }

    fn here(stream: &TcpStream) -> u16 {
        stream.local_addr().unwrap().port()
    }

    fn there(stream: &TcpStream) -> u16 {
        stream.peer_addr().unwrap().port()
    }
}
