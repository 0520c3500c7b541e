//! A message goes over a TCP connection and comes back, again and again.

use super::{Facts, Job, read_all};
use crate::contender::Contender;
use crate::worker::timed;

/// With messages of `SIZE` bytes.
pub(super) struct PingPong<const SIZE: usize>;

impl<const SIZE: usize> Job for PingPong<SIZE> {
    const FACTS: Facts = Facts {
        processes: 2,
        ..match SIZE {
            64 => Facts::new("ping-pong-64", "64 bytes there and back, TCP", 6_000),
            8192 => Facts::new("ping-pong-8192", "8192 bytes there and back, TCP", 5_000),
            _ => panic!("a ping-pong of that size has no name"),
        }
    };

    fn serve<C: Contender>(_: u64, tell: impl FnOnce(u16)) {
        let listener = C::listen();
        tell(C::port(&listener));
        let stream = C::accept(&listener);
        let mut room = vec![0; SIZE];
        loop {
            let count = C::read(&stream, &mut room, SIZE);
            if count == 0 {
                break;
            }
            assert_eq!(C::write(&stream, &room[..count]), count);
        }
    }

    fn run<C: Contender>(count: u64, port: u16) -> f64 {
        let stream = C::connect(port);
        let (message, mut room) = ([b'x'; SIZE], vec![0; SIZE]);
        timed(count, || {
            assert_eq!(C::write(&stream, &message), SIZE);
            read_all::<C>(&stream, &mut room, SIZE);
        })
    }
}
