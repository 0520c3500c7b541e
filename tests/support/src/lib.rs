//! Code that the tests of several packages share.

pub mod dns;
pub mod files;
pub mod port;
pub mod process;
pub mod program;
pub mod sockets;
pub mod sources;
pub mod tools;
