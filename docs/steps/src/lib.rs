//! What the programs of the tutorial call in place of the crate's functions: the same, and
//! it prints each call and what the kernel knows then.

mod kernel;
pub mod shown;
mod view;
