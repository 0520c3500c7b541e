//! What the examples that show the kernel's view share; each uses a part of it.
#![allow(dead_code)]

pub(crate) mod kernel;
pub(crate) mod screen;
pub(crate) mod shown;
mod view;
