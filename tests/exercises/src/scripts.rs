//! The scripts in Rust: each is `peer.rs` in the folder of its step.

use php_sockets_steps::step::Step;

use crate::learner::Learner;
use crate::peer::Missing;

#[path = "../../../docs/steps/15-send-all/peer.rs"]
mod step15;
#[path = "../../../docs/steps/16-messages/peer.rs"]
mod step16;
#[path = "../../../docs/steps/17-half-close/peer.rs"]
mod step17;
#[path = "../../../docs/steps/18-time-limits/peer.rs"]
mod step18;
#[path = "../../../docs/steps/19-not-waiting/peer.rs"]
mod step19;
#[path = "../../../docs/steps/20-select/peer.rs"]
mod step20;
#[path = "../../../docs/steps/21-threads/peer.rs"]
mod step21;
#[path = "../../../docs/steps/22-udp/peer.rs"]
mod step22;
#[path = "../../../docs/steps/23-unix/peer.rs"]
mod step23;
#[path = "../../../docs/steps/24-names/peer.rs"]
mod step24;
#[path = "../../../docs/steps/25-hand-over/peer.rs"]
mod step25;
#[path = "../../../docs/steps/26-ten-thousand/peer.rs"]
mod step26;
#[path = "../../../docs/steps/27-safe/peer.rs"]
mod step27;
#[path = "../../../docs/steps/28-your-own/peer.rs"]
mod step28;

type Check = fn(&mut Learner) -> Result<(), Missing>;

/// The script of a step, if it has one.
pub(crate) fn of(step: &Step) -> Option<Check> {
    match step.number() {
        "15" => Some(step15::check),
        "16" => Some(step16::check),
        "17" => Some(step17::check),
        "18" => Some(step18::check),
        "19" => Some(step19::check),
        "20" => Some(step20::check),
        "21" => Some(step21::check),
        "22" => Some(step22::check),
        "23" => Some(step23::check),
        "24" => Some(step24::check),
        "25" => Some(step25::check),
        "26" => Some(step26::check),
        "27" => Some(step27::check),
        "28" => Some(step28::check),
        number if step.place.join("peer.rs").exists() => {
            panic!("scripts.rs does not know the peer.rs of step {number}")
        }
        _ => None,
    }
}
