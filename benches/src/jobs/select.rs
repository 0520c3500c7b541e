//! One of many sockets is ready: which?

use super::{Facts, Job};
use crate::contender::Contender;

/// Of `COUNT` UDP sockets the last one.
pub(super) struct Select<const COUNT: usize>;

impl<const COUNT: usize> Job for Select<COUNT> {
    const FACTS: Facts = Facts {
        descriptors: COUNT as u64 + 30,
        counted: 20,
        ..match COUNT {
            10 => Facts::new("select-10", "find the ready one of 10 sockets", 40_000),
            100 => Facts::new("select-100", "find the ready one of 100 sockets", 8_000),
            1_000 => Facts::new("select-1000", "find the ready one of 1,000 sockets", 800),
            10_000 => Facts::new("select-10000", "find the ready one of 10,000 sockets", 60),
            _ => panic!("so many sockets have no name"),
        }
    };

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let sockets: Vec<_> = (0..COUNT).map(|_| C::datagram()).collect();
        let last = C::peer(C::datagram_port(&sockets[COUNT - 1]));
        assert_eq!(C::send_to(&sockets[0], b"x", &last), 1);
        C::select(&sockets, count)
    }
}
