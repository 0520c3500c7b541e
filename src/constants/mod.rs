//! PHP's constants, under the same names. Each is an `i32` with the value of the system's headers.

mod addrinfo;
mod errno;
mod message;
mod option;
pub(crate) mod poll;
mod socket;

pub use addrinfo::*;
pub use errno::*;
pub use message::*;
pub use option::*;
pub use socket::*;
