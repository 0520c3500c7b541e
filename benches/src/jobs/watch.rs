//! One active connection beside many idle sockets: a write, a wait that finds it, a read.

use super::{Facts, Job};
use crate::contender::{Contender, connection};

/// With a list that the kernel keeps: `epoll`, and what is built on it.
pub(super) struct Watch<const IDLE: usize>;

impl<const IDLE: usize> Job for Watch<IDLE> {
    const FACTS: Facts = Facts {
        descriptors: IDLE as u64 + 30,
        ..match IDLE {
            10 => Facts::new("watch-10", "epoll beside 10 idle sockets", 12_000),
            100 => Facts::new("watch-100", "epoll beside 100 idle sockets", 12_000),
            1_000 => Facts::new("watch-1000", "epoll beside 1,000 idle sockets", 12_000),
            10_000 => Facts::new("watch-10000", "epoll beside 10,000 idle sockets", 12_000),
            _ => panic!("so many sockets have no name"),
        }
    };

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let idle: Vec<_> = (0..IDLE).map(|_| C::datagram()).collect();
        C::watch(&idle, &connection::<C>(), count)
    }
}

/// With a list that is passed in every wait: `socket_select`.
pub(super) struct Ask<const IDLE: usize>;

impl<const IDLE: usize> Job for Ask<IDLE> {
    const FACTS: Facts = Facts {
        descriptors: IDLE as u64 + 30,
        counted: 20,
        ..match IDLE {
            10 => Facts::new("ask-10", "select beside 10 idle sockets", 12_000),
            100 => Facts::new("ask-100", "select beside 100 idle sockets", 4_000),
            1_000 => Facts::new("ask-1000", "select beside 1,000 idle sockets", 600),
            10_000 => Facts::new("ask-10000", "select beside 10,000 idle sockets", 40),
            _ => panic!("so many sockets have no name"),
        }
    };

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let idle: Vec<_> = (0..IDLE).map(|_| C::datagram()).collect();
        C::ask(&idle, &connection::<C>(), count)
    }
}
