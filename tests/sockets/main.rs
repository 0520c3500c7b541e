//! What a user relies on, with real sockets on this machine.
//!
//! One module per topic of `src`, of the same name. A test's name is the fact it
//! shows. Marks such as `BI02` name rows of `data/scenarios.tsv`: calls that were
//! made in PHP 8.2 and 8.4, and what came of them. Rows without a test stand in
//! `data/uncovered.tsv`, with the reason.

mod common;

mod addrinfo;
mod connect;
mod constants;
mod control;
mod create;
mod ecosystem;
mod error;
mod examples;
mod house;
mod last_error;
mod line;
mod lookup;
mod message;
mod multicast;
mod name;
mod option;
#[path = "../common/program.rs"]
mod program;
mod programs;
mod recv;
mod scenarios;
mod select;
mod send;
mod socket;
#[path = "../common/sources.rs"]
mod sources;
mod stream;
mod syscalls;
#[path = "../common/tools.rs"]
mod tools;
mod transfer;
mod wait;
