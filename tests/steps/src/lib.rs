//! The steps of the tutorial, as their files describe them, and what runs their programs.

pub mod program;
pub mod screen;
pub mod step;
