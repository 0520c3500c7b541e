//! What the program of a contender does: one part of one job, given on the command
//! line, with the result on standard output.
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
        ["lacks"] => {
            let lacks = |job: &&jobs::Facts| C::LACKS.iter().any(|lack| job.name.starts_with(lack));
            let lacking = jobs::ALL.iter().filter(lacks);
            lacking.for_each(|job| println!("{}", job.name));
        }
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

/// In how many parts the operations are timed.
const PARTS: u64 = 10;

/// Does something `count` times, and returns the time for one in nanoseconds: the
/// median of ten parts, so that other activity of the machine does not count.
///
/// The operation is called in one place, so that the compiler puts it there: the return from
/// a function after a system call would be a part of what is measured.
#[inline(always)]
pub fn timed(count: u64, mut operation: impl FnMut()) -> f64 {
    let sizes = (0..PARTS).map(|part| count * (part + 1) / PARTS - count * part / PARTS);
    let mut times = Vec::with_capacity(PARTS as usize);
    for (part, size) in std::iter::once(WARM_UP).chain(sizes).enumerate() {
        let start = Instant::now();
        for _ in 0..size {
            operation();
        }
        if part > 0 && size > 0 {
            times.push(per_operation(start, size));
        }
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The time since `start` for one of `count` operations, in nanoseconds.
pub fn per_operation(start: Instant, count: u64) -> f64 {
    start.elapsed().as_nanos() as f64 / count as f64
}
