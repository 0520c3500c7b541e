//! The check of the tutorial's exercises.

pub mod peer;
