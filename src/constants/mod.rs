//! PHP's constants: the same names, each an `i32`, the value of this system's headers.

mod errno;
mod linux;
mod option;
mod socket;

pub use errno::*;
pub use linux::*;
pub use option::*;
pub use socket::*;
