//! PHP's constants: the same names, each an `i32`, the value of this system's headers.

mod addrinfo;
mod errno;
mod filter;
mod linux;
mod message;
mod option;
mod socket;

pub use addrinfo::*;
pub use errno::*;
pub use filter::*;
pub use linux::*;
pub use message::*;
pub use option::*;
pub use socket::*;
