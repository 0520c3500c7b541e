//! The map of TCP's states, with "you are here".

use std::fmt::Write;

use libtest_mimic::Failed;

use crate::picture::{frame, line, text};

const BOX: [usize; 2] = [104, 26];

/// Each state and the middle of its box.
const STATES: [(&str, usize, usize); 11] = [
    ("CLOSE", 180, 24),
    ("LISTEN", 80, 92),
    ("SYN_SENT", 280, 92),
    ("SYN_RECV", 80, 160),
    ("ESTABLISHED", 180, 228),
    ("FIN_WAIT1", 80, 296),
    ("CLOSE_WAIT", 280, 296),
    ("FIN_WAIT2", 60, 364),
    ("CLOSING", 172, 364),
    ("LAST_ACK", 296, 364),
    ("TIME_WAIT", 80, 432),
];

/// From which state to which, and why.
const WAYS: [(&str, &str, &str); 14] = [
    ("CLOSE", "LISTEN", "socket_listen"),
    ("CLOSE", "SYN_SENT", "socket_connect"),
    ("LISTEN", "SYN_RECV", "SYN comes"),
    ("SYN_RECV", "ESTABLISHED", "ACK comes"),
    ("SYN_SENT", "ESTABLISHED", "SYN, ACK"),
    ("ESTABLISHED", "FIN_WAIT1", "you close"),
    ("ESTABLISHED", "CLOSE_WAIT", "FIN comes"),
    ("FIN_WAIT1", "FIN_WAIT2", "ACK"),
    ("FIN_WAIT1", "CLOSING", "FIN"),
    ("FIN_WAIT2", "TIME_WAIT", "FIN"),
    ("CLOSING", "TIME_WAIT", "ACK"),
    ("CLOSE_WAIT", "LAST_ACK", "you close"),
    ("TIME_WAIT", "gone", "60 s"),
    ("LAST_ACK", "gone", "ACK"),
];

pub(crate) fn draw(here: &[String], name: &str) -> Result<String, Failed> {
    let mut svg = String::new();
    // All arrows first, so that none runs through a word.
    let mut words = String::new();
    for (from, to, why) in WAYS {
        way(&mut svg, &mut words, middle(from)?, middle(to)?, why);
    }
    svg += &words;
    text(&mut svg, "label", 280, 436, "gone");
    for (state, x, y) in STATES {
        let class = if here.iter().any(|one| one == state) {
            "state here"
        } else {
            "state"
        };
        let [width, height] = BOX;
        writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>",
            x - width / 2,
            y - height / 2
        )?;
        text(&mut svg, "in-state", x, y + 5, state);
    }

    for state in here {
        middle(state)?;
    }
    let here = here.join(", ");
    let told = WAYS.map(|(from, to, why)| format!("{from} to {to}: {why}."));
    let title = format!("The states of TCP. You are here: {here}");
    Ok(frame(name, "states", &title, &told.join(" "), 456, &svg))
}

fn middle(state: &str) -> Result<(usize, usize), Failed> {
    if state == "gone" {
        return Ok((280, 432));
    }
    let found = STATES.iter().find(|(name, ..)| *name == state);
    let (_, x, y) = found.ok_or_else(|| format!("TCP has no state {state:?}"))?;
    Ok((*x, *y))
}

/// An arrow from box to box, and its reason, which is among the words.
fn way(svg: &mut String, words: &mut String, from: (usize, usize), to: (usize, usize), why: &str) {
    let half = BOX[1] / 2;
    let ends = if from.1 == to.1 {
        [from.0 + BOX[0] / 2, from.1, to.0 - 22, to.1]
    } else {
        [from.0, from.1 + half, to.0, to.1 - half]
    };
    line(svg, "arrow", ends);
    let [x1, y1, x2, y2] = ends;
    let y = if y1 == y2 { y1 - 8 } else { (y1 + y2) / 2 + 4 };
    text(words, "label", (x1 + x2) / 2, y, why);
}
