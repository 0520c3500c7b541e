//! How fast php-sockets is, compared with other ways to do the same.
//!
//! A **job** ([`jobs`]) is a task such as a ping-pong; a **contender**
//! ([`contender`]) is a way to do it: this crate, C, the bare system call, std, and
//! so on. Each contender is a program of its own, in `src/bin`, that does one job at
//! a time ([`worker`]); PHP's is `php/worker.php`. The [`driver`] starts them in
//! turn, and the [`report`] makes tables and plots from their results.

pub mod c_style;
pub mod contender;
pub mod driver;
pub mod jobs;
pub mod kernel;
pub mod report;
pub mod std_style;
pub mod worker;
