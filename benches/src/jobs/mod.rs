//! The jobs, each written once for all contenders; their twins in PHP are in `php`.

mod calls;
mod churn;
mod descriptor;
mod line;
mod memory;
mod ping_pong;
mod select;
mod start_up;
mod stream;
mod udp;
mod watch;

use crate::contender::Contender;

/// What there is to know about a job before doing it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its name on the command line and in the data.
    pub name: &'static str,
    /// What one operation is.
    pub title: &'static str,
    /// How many operations a contender does in its turn.
    pub operations: u64,
    /// How many times fewer PHP does, where it is far slower.
    pub php_is_slower: u64,
    /// How many of them are counted, for what they need of the processor.
    pub counted: u64,
    /// How many processes do it: two have a server.
    pub processes: u8,
    /// How many descriptors must fit into one process.
    pub descriptors: u64,
    /// What the result is.
    pub measures: Measures,
}

/// What the result of a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measures {
    /// The time of an operation in nanoseconds, by its own clock.
    Time,
    /// The time of a whole process in nanoseconds, by the driver's clock.
    Process,
    /// Memory in bytes.
    Memory,
}

impl Facts {
    /// A job of one process that measures time.
    const fn new(name: &'static str, title: &'static str, operations: u64) -> Self {
        Self {
            name,
            title,
            operations,
            php_is_slower: 1,
            counted: 200,
            processes: 1,
            descriptors: 100,
            measures: Measures::Time,
        }
    }
}

/// A task, as one of its two ends sees it.
trait Job {
    const FACTS: Facts;

    /// The other end, in a process of its own: prints its port and ends by itself.
    fn serve<C: Contender>(_count: u64, _tell: impl FnOnce(u16)) {
        panic!("this job has no server")
    }

    /// Does it `count` times and returns the result for one.
    fn run<C: Contender>(count: u64, port: u16) -> f64;
}

macro_rules! jobs {
    ($($job:ty),* $(,)?) => {
        /// All jobs.
        pub const ALL: &[Facts] = &[$(<$job>::FACTS),*];

        /// Does the server's part of a job.
        pub fn serve<C: Contender>(job: &str, count: u64, tell: impl FnOnce(u16)) {
            $(if job == <$job>::FACTS.name { return <$job>::serve::<C>(count, tell); })*
            panic!("no such job: {job}")
        }

        /// Does a job, and returns the result for one operation.
        pub fn run<C: Contender>(job: &str, count: u64, port: u16) -> f64 {
            $(if job == <$job>::FACTS.name { return <$job>::run::<C>(count, port); })*
            panic!("no such job: {job}")
        }
    };
}

jobs![
    ping_pong::PingPong<64>,
    ping_pong::PingPong<8192>,
    churn::Churn,
    udp::Udp,
    stream::Stream,
    line::Line,
    select::Select<10>,
    select::Select<100>,
    select::Select<1_000>,
    select::Select<10_000>,
    watch::Watch<10>,
    watch::Watch<100>,
    watch::Watch<1_000>,
    watch::Watch<10_000>,
    watch::Ask<10>,
    watch::Ask<100>,
    watch::Ask<1_000>,
    watch::Ask<10_000>,
    descriptor::Descriptor,
    start_up::StartUp,
    memory::Memory,
    calls::WriteRead,
    calls::SendRecv,
    calls::SendToRecvFrom,
    calls::Peek,
    calls::GetOption,
    calls::SetOption,
    calls::GetSockName,
    calls::GetPeerName,
    calls::SetNonBlock,
    calls::CreateClose,
    calls::Accept,
];

/// The job of that name.
pub fn facts(name: &str) -> Option<&'static Facts> {
    ALL.iter().find(|facts| facts.name == name)
}

/// Reads until as much as `wanted` has arrived.
#[inline(always)]
fn read_all<C: Contender>(stream: &C::Stream, room: &mut Vec<u8>, wanted: usize) {
    let mut read = 0;
    while read < wanted {
        let count = C::read(stream, room, wanted - read);
        assert_ne!(count, 0, "the other end has closed");
        read += count;
    }
}
