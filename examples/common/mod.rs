//! What the demo is made of.

pub(crate) mod kernel;
pub(crate) mod screen;
#[allow(dead_code, reason = "the tutorial uses more of it")]
#[path = "../../docs/steps/src/kernel.rs"]
mod table;
