//! The article's exchange, with a new connection each time.

use super::{Facts, Job, read_all};
use crate::contender::Contender;
use crate::worker::{WARM_UP, timed};

/// Connect, greet, echo, close.
pub(super) struct Churn;

const GREETING: &[u8] = b"test successful\n";
const LINES: &[u8] = b"Ho\r\nfirst blood\r\n";
const ROOM: usize = 8192;

impl Job for Churn {
    const FACTS: Facts = Facts {
        processes: 2,
        ..Facts::new("churn", "connect, greet, echo, close", 1_200)
    };

    fn serve<C: Contender>(count: u64, tell: impl FnOnce(u16)) {
        let listener = C::listen();
        tell(C::port(&listener));
        let mut room = vec![0; ROOM];
        for _ in 0..WARM_UP + count {
            let stream = C::accept(&listener);
            C::write(&stream, GREETING);
            let said = C::read(&stream, &mut room, ROOM);
            C::write(&stream, &room[..said]);
            C::close(stream);
        }
    }

    fn run<C: Contender>(count: u64, port: u16) -> f64 {
        let mut room = vec![0; ROOM];
        timed(count, || {
            let stream = C::connect(port);
            read_all::<C>(&stream, &mut room, GREETING.len());
            C::write(&stream, LINES);
            read_all::<C>(&stream, &mut room, LINES.len());
            assert_eq!(C::read(&stream, &mut room, ROOM), 0);
            C::close(stream);
        })
    }
}
