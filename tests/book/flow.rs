//! A flow chart: the calls of two programs, each below the one before it, and what
//! goes from one to the other. It is drawn from `flow.txt`:
//!
//! ```text
//! title: The calls of the article
//! server | client
//! socket_create | socket_create
//! socket_bind |
//! socket_accept < socket_connect
//! again: socket_accept
//! ```
//!
//! `<` and `>` draw an arrow between the two; `again` leads from the last call of the
//! left side back to another.

use std::fmt::Write;

use libtest_mimic::Failed;

use crate::picture::{frame, line, text};

const COLUMNS: [usize; 2] = [95, 265];
const BOX: [usize; 2] = [124, 26];
const ROW: usize = 44;

pub(crate) fn draw(description: &str, name: &str) -> Result<String, Failed> {
    let (mut title, mut again, mut rows) = ("", "", Vec::new());
    for line in description.lines() {
        if let Some(text) = line.strip_prefix("title: ") {
            title = text;
        } else if let Some(text) = line.strip_prefix("again: ") {
            again = text;
        } else {
            let sign = line
                .find(['|', '<', '>'])
                .ok_or_else(|| format!("no | < >: {line}"))?;
            let (left, right) = line.split_at(sign);
            rows.push([left.trim(), right[1..].trim(), &right[..1]]);
        }
    }

    let mut svg = String::new();
    let mut told = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let y = 20 + at * ROW;
        for side in 0..2 {
            boxed(&mut svg, COLUMNS[side], y, row[side], at == 0);
            let next = rows[at + 1..].iter().position(|row| !row[side].is_empty());
            if let Some(skipped) = next.filter(|_| !row[side].is_empty() && at > 0) {
                let end = y + (skipped + 1) * ROW - BOX[1] / 2;
                line(
                    &mut svg,
                    "arrow",
                    [COLUMNS[side], y + BOX[1] / 2, COLUMNS[side], end],
                );
            }
        }
        between(&mut svg, row[2], y);
        told.push(sentence(row));
    }
    if !again.is_empty() {
        back(&mut svg, &rows, again)?;
        told.push(format!("The left side then goes on with {again} again."));
    }
    let height = 20 + rows.len() * ROW;
    Ok(frame(name, "flow", title, &told.join(" "), height, &svg))
}

fn sentence([left, right, sign]: &[&str; 3]) -> String {
    match (*sign, *left, *right) {
        ("<", ..) => format!("{right}, on the right, reaches {left}."),
        (">", ..) => format!("{left}, on the left, reaches {right}."),
        (_, "", one) => format!("On the right {one}."),
        (_, one, "") => format!("On the left {one}."),
        _ => format!("On the left {left}, on the right {right}."),
    }
}

fn boxed(svg: &mut String, x: usize, y: usize, call: &str, is_head: bool) {
    if is_head {
        return text(svg, "who", x, y + 5, call);
    }
    if call.is_empty() {
        return;
    }
    let [width, height] = BOX;
    let (left, top) = (x - width / 2, y - height / 2);
    writeln!(
        svg,
        "<rect class=\"state\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>"
    )
    .unwrap();
    text(svg, "in-state", x, y + 5, call);
}

/// The arrow from side to side.
fn between(svg: &mut String, sign: &str, y: usize) {
    let (left, right) = (COLUMNS[0] + BOX[0] / 2, COLUMNS[1] - BOX[0] / 2);
    match sign {
        "<" => line(svg, "arrow answer", [right, y, left, y]),
        ">" => line(svg, "arrow answer", [left, y, right, y]),
        _ => {}
    }
}

/// From the last call of the left side, along the edge, back to an earlier one.
fn back(svg: &mut String, rows: &[[&str; 3]], again: &str) -> Result<(), Failed> {
    let find = |wanted: &dyn Fn(&str) -> bool| rows.iter().rposition(|row| wanted(row[0]));
    let last = find(&|call| !call.is_empty()).ok_or("no calls")?;
    let first = find(&|call| call == again).ok_or_else(|| format!("no {again}"))?;
    let (from, to) = (20 + last * ROW, 20 + first * ROW);
    let edge = COLUMNS[0] - BOX[0] / 2;
    let out = edge - 18;
    writeln!(
        svg,
        "<path class=\"arrow\" d=\"M{edge} {from}L{out} {from}L{out} {to}L{edge} {to}\"/>"
    )?;
    Ok(())
}
