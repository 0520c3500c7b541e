//! [`Contender`]: what every way to use sockets must be able to do, so that the jobs
//! are written once.

/// A way to use sockets.
///
/// Every function ends the program if the call fails: a benchmark that goes on after
/// a failure measures something else.
pub trait Contender {
    /// The start of the names of the jobs that it has no call for; for the others it has every
    /// function.
    const LACKS: &'static [&'static str] = &["ask"];

    /// A TCP socket that listens.
    type Listener;
    /// One end of a TCP connection.
    type Stream;
    /// A UDP socket.
    type Datagram;
    /// Where a message goes to.
    type Peer;

    /// Listens on a free port of 127.0.0.1.
    fn listen() -> Self::Listener;
    /// The port it listens on.
    fn port(listener: &Self::Listener) -> u16;
    /// Connects to a port of 127.0.0.1.
    fn connect(port: u16) -> Self::Stream;
    /// Takes a connection out of the queue.
    fn accept(listener: &Self::Listener) -> Self::Stream;
    /// Reads at most `most` bytes into the start of `room`; 0 is the end.
    fn read(stream: &Self::Stream, room: &mut Vec<u8>, most: usize) -> usize;
    /// Writes.
    fn write(stream: &Self::Stream, data: &[u8]) -> usize;
    /// Closes.
    fn close(stream: Self::Stream) {
        drop(stream);
    }

    /// A UDP socket on a free port of 127.0.0.1.
    fn datagram() -> Self::Datagram;
    /// The port it is bound to.
    fn datagram_port(socket: &Self::Datagram) -> u16;
    /// A port of 127.0.0.1.
    fn peer(port: u16) -> Self::Peer;
    /// Sends a message.
    fn send_to(socket: &Self::Datagram, data: &[u8], peer: &Self::Peer) -> usize;
    /// Receives a message of at most `most` bytes into the start of `room`.
    fn receive_from(
        socket: &Self::Datagram,
        room: &mut Vec<u8>,
        most: usize,
    ) -> (usize, Self::Peer);

    /// As [`read`](Self::read), by the call that takes flags.
    fn recv(stream: &Self::Stream, room: &mut Vec<u8>, most: usize) -> usize {
        Self::read(stream, room, most)
    }
    /// As [`recv`](Self::recv), and the bytes stay.
    fn peek(stream: &Self::Stream, room: &mut Vec<u8>, most: usize) -> usize;
    /// As [`write`](Self::write), by the call that takes flags.
    fn send(stream: &Self::Stream, data: &[u8]) -> usize {
        Self::write(stream, data)
    }
    /// Reads a line, with its `\n`, and not a byte more, by peeking.
    #[inline]
    fn read_line(stream: &Self::Stream, room: &mut Vec<u8>, most: usize) -> usize {
        let there = Self::peek(stream, room, 256.min(most));
        let end = room[..there].iter().position(|&byte| byte == b'\n');
        Self::read(stream, room, end.expect("a line that is there") + 1)
    }

    /// Reads the option `TCP_NODELAY`.
    fn no_delay(stream: &Self::Stream) -> bool;
    /// Sets the option `TCP_NODELAY`.
    fn set_no_delay(stream: &Self::Stream, on: bool);
    /// Changes whether calls wait.
    fn set_non_blocking(stream: &Self::Stream, on: bool);
    /// The port of this end.
    fn here(stream: &Self::Stream) -> u16;
    /// The port of the other end.
    fn there(stream: &Self::Stream) -> u16;
    /// A TCP socket, not bound.
    fn create() -> Self::Stream {
        lacking()
    }

    /// Asks `count` times which of the sockets are ready to be read: always one.
    /// Returns the time for one call in nanoseconds.
    fn select(_sockets: &[Self::Datagram], _count: u64) -> f64 {
        lacking()
    }
    /// Writes to one end of a connection, waits for many sockets, and reads from the end that
    /// is ready, `count` times. The list of sockets is made once. Returns the time for one in
    /// nanoseconds.
    fn watch(_idle: &[Self::Datagram], _ends: &[Self::Stream; 2], _count: u64) -> f64 {
        lacking()
    }
    /// The same with a list that is passed in each wait.
    fn ask(_idle: &[Self::Datagram], _ends: &[Self::Stream; 2], _count: u64) -> f64 {
        lacking()
    }
    /// Passes a descriptor through a pair of unix sockets `count` times, and closes
    /// the copy. Returns the time for one in nanoseconds.
    fn pass(_count: u64) -> f64 {
        lacking()
    }
}

/// Takes the place of a call that a contender lacks.
fn lacking() -> ! {
    panic!("this contender has no such call, and should say so in LACKS")
}

/// Both ends of a connection, the one that connected first.
pub fn connection<C: Contender>() -> [C::Stream; 2] {
    let listener = C::listen();
    let here = C::connect(C::port(&listener));
    [here, C::accept(&listener)]
}
