//! What the program of a contender does: one part of one job, told on the command
//! line, told back on standard output.
//!
//! | arguments | it prints |
//! |---|---|
//! | `lacks` | the jobs it cannot do, one a line |
//! | `JOB serve COUNT` | its port, then serves until the job is done |
//! | `JOB run COUNT PORT` | the result for one operation |

use std::env;
use std::time::Instant;

use crate::contender::Contender;
use crate::jobs;

/// How many operations come first, and are not measured.
pub const WARM_UP: u64 = 20;

/// The program of a contender.
pub fn main<C: Contender>() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["lacks"] => C::LACKS.iter().for_each(|job| println!("{job}")),
        [job, "serve", count] => {
            jobs::serve::<C>(job, number(count), |port| println!("{port}"));
        }
        [job, "run", count, port] => {
            let port = number(port) as u16;
            println!("{}", jobs::run::<C>(job, number(count), port));
        }
        _ => panic!("this program is started by php-sockets-bench"),
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

/// Does something `count` times, and returns the time for one in nanoseconds.
pub fn timed(count: u64, mut operation: impl FnMut()) -> f64 {
    (0..WARM_UP).for_each(|_| operation());
    let start = Instant::now();
    (0..count).for_each(|_| operation());
    per_operation(start, count)
}

/// The time since `start` for one of `count` operations, in nanoseconds.
pub fn per_operation(start: Instant, count: u64) -> f64 {
    start.elapsed().as_nanos() as f64 / count as f64
}
