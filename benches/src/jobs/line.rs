//! Lines are read, one by one.

use super::{Facts, Job};
use crate::contender::{Contender, connection};
use crate::worker::timed;

/// Lines of 60 bytes, of which the other end of the connection writes 100 at once.
pub(super) struct Line;

const LENGTH: usize = 60;
const AT_ONCE: u64 = 100;

impl Job for Line {
    const FACTS: Facts = Facts {
        php_is_slower: 20,
        ..Facts::new("line", "a line of 60 bytes", 50_000)
    };

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, there] = connection::<C>();
        let mut line = [b'x'; LENGTH];
        line[LENGTH - 1] = b'\n';
        let lines = line.repeat(AT_ONCE as usize);
        let mut room = vec![0; 8192];
        let one_round = timed(count.div_ceil(AT_ONCE), || {
            assert_eq!(C::write(&there, &lines), lines.len());
            for _ in 0..AT_ONCE {
                assert_eq!(C::read_line(&here, &mut room, 8192), LENGTH);
            }
        });
        one_round / AT_ONCE as f64
    }
}
