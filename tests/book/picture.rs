//! The picture of a step: who calls whom, what goes over the network, and in what
//! state each end is. It is drawn from `sequence.txt`, which `sequence.rs` reads.

use std::fmt::Write;
use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::Step;

use crate::flow;
use crate::made::keep;
use crate::sequence::{self, Event, Kind, Sequence};
use crate::states;

const WIDTH: usize = 360;
/// How many letters a line of a label has at most, and how wide one is.
const LETTERS: usize = 44;
const LETTER: usize = 7;

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    keep(
        step,
        "sequence.svg",
        &draw(&sequence::of(step)?, &step.name),
    )?;
    let flow = step.place.join("flow.txt");
    if flow.exists() {
        let text = fs::read_to_string(flow)?;
        keep(step, "flow.svg", &flow::draw(&text, &step.name)?)?;
    }
    if step.states.is_empty() {
        return Ok(());
    }
    keep(step, "states.svg", &states::draw(&step.states, &step.name)?)
}

fn draw(sequence: &Sequence, name: &str) -> String {
    let mut body = String::new();
    let mut told = Vec::new();
    let mut y = 44;
    for event in &sequence.events {
        let Event { from, label, .. } = event;
        let who = |at: usize| &sequence.who[at];
        let middle = |at: usize| x(sequence, at);
        // The player of the recording uses this number to find what belongs to a call.
        writeln!(body, "<g data-call=\"{}\">", event.call).unwrap();
        let (text, below) = match event.kind {
            Kind::Arrow(to) => (
                format!("{} to {}: {label}.", who(*from), who(to)),
                arrow(&mut body, [middle(*from), middle(to)], false, label, y),
            ),
            Kind::Answer(to) => (
                format!("{} answers {}: {label}.", who(*from), who(to)),
                arrow(&mut body, [middle(*from), middle(to)], true, label, y),
            ),
            Kind::Box => (
                format!("{}: {label}.", who(*from)),
                state(&mut body, middle(*from), label, y),
            ),
        };
        body += "</g>\n";
        told.push(text);
        y = below;
    }
    let height = y + 14;
    let sides = sides(sequence, height);
    let answered = sequence
        .answered
        .map(|call| format!(" data-answer=\"{call}\""));
    let body = format!(
        "<g data-run=\"{}\"{}>\n{sides}{body}</g>\n",
        sequence.run,
        answered.unwrap_or_default()
    );
    let told = told.join(" ");
    frame(name, "sequence", &sequence.title, &told, height, &body)
}

/// The name of each side, and the line below it.
fn sides(sequence: &Sequence, height: usize) -> String {
    let mut sides = String::new();
    for (at, who) in sequence.who.iter().enumerate() {
        let x = x(sequence, at);
        line(&mut sides, "life", [x, 30, x, height - 4]);
        text(&mut sides, "who", x, 22, who);
    }
    sides
}

/// The whole picture, with its description for screen readers. No line is empty: an
/// empty line would end it for Markdown.
pub(crate) fn frame(
    name: &str,
    kind: &str,
    title: &str,
    told: &str,
    height: usize,
    body: &str,
) -> String {
    let (title, told) = (escape(title), escape(told));
    let id = format!("{name}-{kind}");
    format!(
        "<figure class=\"picture\">\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n\
         <title id=\"{id}-title\">{title}</title>\n\
         <desc id=\"{id}-desc\">{told}</desc>\n\
         <defs><marker id=\"{id}-tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" \
         markerWidth=\"10\" markerHeight=\"10\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">\
         <path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n\
         <g style=\"--tip: url(#{id}-tip)\">\n{body}</g>\n</svg>\n\
         <figcaption>{title}</figcaption>\n</figure>\n"
    )
}

fn x(sequence: &Sequence, at: usize) -> usize {
    let count = sequence.who.len();
    WIDTH * (2 * at + 1) / (2 * count)
}

fn arrow(svg: &mut String, [from, to]: [usize; 2], answer: bool, label: &str, y: usize) -> usize {
    let lines = wrapped(label, LETTERS);
    let widest = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let half = widest * LETTER / 2 + 4;
    let middle = ((from + to) / 2).clamp(
        half.min(WIDTH / 2),
        WIDTH.saturating_sub(half).max(WIDTH / 2),
    );
    let mut y = y;
    for part in &lines {
        y += 15;
        text(svg, "label", middle, y, part);
    }
    y += 9;
    let class = if answer { "arrow answer" } else { "arrow" };
    line(svg, class, [from, y, to, y]);
    y + 10
}

fn state(svg: &mut String, x: usize, label: &str, y: usize) -> usize {
    let lines = wrapped(label, 22);
    let widest = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let (width, height) = (widest * LETTER + 16, lines.len() * 15 + 9);
    let left = x.saturating_sub(width / 2).clamp(2, WIDTH - width - 2);
    writeln!(
        svg,
        "<rect class=\"state\" x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>",
        y + 4
    )
    .unwrap();
    for (part, row) in lines.iter().zip(1..) {
        text(svg, "in-state", left + width / 2, y + 5 + row * 15, part);
    }
    y + height + 10
}

/// Broken between words into lines of at most `most` letters.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().unwrap();
        if last.is_empty() {
            *last = word.into();
        } else if last.chars().count() + 1 + word.chars().count() <= most {
            *last += &format!(" {word}");
        } else {
            lines.push(word.into());
        }
    }
    lines
}

pub(crate) fn line(svg: &mut String, class: &str, [x1, y1, x2, y2]: [usize; 4]) {
    writeln!(svg, "<path class=\"{class}\" d=\"M{x1} {y1}L{x2} {y2}\"/>").unwrap();
}

pub(crate) fn text(svg: &mut String, class: &str, x: usize, y: usize, text: &str) {
    let text = escape(text);
    writeln!(
        svg,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"
    )
    .unwrap();
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
