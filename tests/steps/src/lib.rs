//! The steps of the tutorial, as their files describe them, and the code that runs their programs.

pub mod program;
pub mod screen;
pub mod step;
