//! The scripts in Rust: each is `peer.rs` in the folder of its step.

use php_sockets_steps::step::Step;

use crate::learner::Learner;
use crate::peer::Missing;

#[path = "../../../docs/steps/22-udp/peer.rs"]
mod step22;
#[path = "../../../docs/steps/23-unix/peer.rs"]
mod step23;

type Check = fn(&mut Learner) -> Result<(), Missing>;

/// The script of a step, if it has one.
pub(crate) fn of(step: &Step) -> Option<Check> {
    match step.number() {
        "22" => Some(step22::check),
        "23" => Some(step23::check),
        number if step.place.join("peer.rs").exists() => {
            panic!("scripts.rs does not know the peer.rs of step {number}")
        }
        _ => None,
    }
}
