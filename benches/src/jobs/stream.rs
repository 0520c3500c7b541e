//! Bytes go one way over a TCP connection.

use std::time::Instant;

use super::{Facts, Job};
use crate::contender::Contender;
use crate::worker::{WARM_UP, per_operation};

/// In writes of 64 KiB; one byte comes back at the end.
pub(super) struct Stream;

const SIZE: usize = 65_536;

impl Job for Stream {
    const FACTS: Facts = Facts {
        processes: 2,
        ..Facts::new("stream", "64 KiB one way, TCP", 5_000)
    };

    fn serve<C: Contender>(count: u64, tell: impl FnOnce(u16)) {
        let listener = C::listen();
        tell(C::port(&listener));
        let stream = C::accept(&listener);
        let mut room = vec![0; SIZE];
        let mut missing = (WARM_UP + count) as usize * SIZE;
        while missing > 0 {
            let count = C::read(&stream, &mut room, SIZE);
            assert_ne!(count, 0, "the other end has closed");
            missing -= count;
        }
        C::write(&stream, b"!");
    }

    fn run<C: Contender>(count: u64, port: u16) -> f64 {
        let stream = C::connect(port);
        let (data, mut room) = (vec![b'x'; SIZE], vec![0; 1]);
        let write = |_| assert_eq!(C::write(&stream, &data), SIZE);
        (0..WARM_UP).for_each(write);
        let start = Instant::now();
        (0..count).for_each(write);
        assert_eq!(C::read(&stream, &mut room, 1), 1);
        per_operation(start, count)
    }
}
