//! What the examples that show the kernel's view share.

pub(crate) mod kernel;
pub(crate) mod screen;
