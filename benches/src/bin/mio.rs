//! The crate mio, on which tokio is built: only for the jobs with many sockets.

use std::io::{Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::Duration;

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use php_sockets_bench::std_style::{Std, Waiter};
use php_sockets_bench::worker::{self, timed};

fn main() {
    worker::main::<Std<Mio>>();
}

struct Mio;

impl Waiter for Mio {
    // All but those that begin with "watch".
    const LACKS: &'static [&'static str] = &[
        "ping-pong",
        "churn",
        "udp",
        "stream",
        "line",
        "select",
        "ask",
        "descriptor",
        "start-up",
        "memory",
        "write",
        "send",
        "recv",
        "get",
        "set",
        "create",
        "accept",
    ];

    #[inline(never)]
    fn watch(idle: &[UdpSocket], [here, there]: &[TcpStream; 2], count: u64) -> f64 {
        let mut poll = Poll::new().unwrap();
        let numbers = idle.iter().map(AsRawFd::as_raw_fd);
        for number in numbers.chain([here.as_raw_fd()]) {
            let token = Token(number as usize);
            let mut source = SourceFd(&number);
            let registry = poll.registry();
            registry
                .register(&mut source, token, Interest::READABLE)
                .unwrap();
        }
        let mut events = Events::with_capacity(idle.len() + 1);
        let mut room = [0; 64];
        let (mut reader, mut writer) = (here, there);
        timed(count, || {
            assert_eq!(writer.write(b"x").unwrap(), 1);
            poll.poll(&mut events, Some(Duration::from_secs(5)))
                .unwrap();
            for event in &events {
                assert_eq!(event.token().0, here.as_raw_fd() as usize);
                assert_eq!(reader.read(&mut room).unwrap(), 1);
            }
        })
    }
}
