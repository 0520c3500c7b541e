//! The scripts in Rust: each is `peer.rs` in the folder of its step.

use php_sockets_steps::step::Step;

use crate::learner::Learner;
use crate::peer::Missing;

#[path = "../../../docs/steps/15-send-all/peer.rs"]
mod step15;
#[path = "../../../docs/steps/16-messages/peer.rs"]
mod step16;

type Check = fn(&mut Learner) -> Result<(), Missing>;

/// The script of a step, if it has one.
pub(crate) fn of(step: &Step) -> Option<Check> {
    match step.number() {
        "15" => Some(step15::check),
        "16" => Some(step16::check),
        number if step.place.join("peer.rs").exists() => {
            panic!("scripts.rs does not know the peer.rs of step {number}")
        }
        _ => None,
    }
}
