//! The check of the tutorial's exercises.

pub mod learner;
pub mod peer;
mod scripts;
mod user;
