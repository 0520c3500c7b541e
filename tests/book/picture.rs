//! The picture of a step: who calls whom, what goes over the network, and in what
//! state each end is. It is drawn from a few lines of text, `sequence.txt`:
//!
//! ```text
//! title: The socket gets an address
//! who: program | kernel
//! program > kernel: socket_bind(socket 1, "127.0.0.1", 8001)
//! kernel >> program: ok
//! kernel: CLOSE, 127.0.0.1:8001
//! ```
//!
//! `>` is a call or a packet, `>>` an answer; a line with one name is a box: its state.

use std::fmt::Write;
use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::Step;

use crate::flow;
use crate::made::keep;
use crate::states;

const WIDTH: usize = 360;
/// How many letters a line of a label has at most, and how wide one is.
const LETTERS: usize = 44;
const LETTER: usize = 7;

enum Event {
    Arrow {
        from: usize,
        to: usize,
        answer: bool,
        label: String,
    },
    Box {
        at: usize,
        label: String,
    },
}

struct Picture {
    title: String,
    who: Vec<String>,
    events: Vec<Event>,
}

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    let text = fs::read_to_string(step.place.join("sequence.txt"))?;
    let picture = read(&text)?;
    keep(step, "sequence.svg", &draw(&picture, &step.name))?;
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

fn read(text: &str) -> Result<Picture, Failed> {
    let mut picture = Picture {
        title: String::new(),
        who: Vec::new(),
        events: Vec::new(),
    };
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (head, label) = line
            .split_once(": ")
            .ok_or_else(|| format!("no colon: {line}"))?;
        let label = label.trim().to_owned();
        let find = |name: &str| {
            let at = picture.who.iter().position(|who| who == name.trim());
            at.ok_or_else(|| format!("who is {name:?}? {line}"))
        };
        match (head, head.split_once('>')) {
            ("title", _) => picture.title = label,
            ("who", _) => picture.who = label.split(" | ").map(str::to_owned).collect(),
            (_, Some((from, to))) => {
                let answer = to.starts_with('>');
                let (from, to) = (find(from)?, find(to.trim_start_matches('>'))?);
                picture.events.push(Event::Arrow {
                    from,
                    to,
                    answer,
                    label,
                });
            }
            (name, None) => {
                let at = find(name)?;
                picture.events.push(Event::Box { at, label });
            }
        }
    }
    match picture.who.len() {
        2..=4 => Ok(picture),
        count => Err(format!("a picture has 2 to 4 sides, not {count}").into()),
    }
}

fn draw(picture: &Picture, name: &str) -> String {
    let mut body = String::new();
    let mut told = Vec::new();
    let mut y = 44;
    for event in &picture.events {
        match event {
            Event::Arrow {
                from,
                to,
                answer,
                label,
            } => {
                let (from_name, to_name) = (&picture.who[*from], &picture.who[*to]);
                let verb = if *answer { "answers" } else { "to" };
                told.push(format!("{from_name} {verb} {to_name}: {label}."));
                y = arrow(
                    &mut body,
                    [x(picture, *from), x(picture, *to)],
                    *answer,
                    label,
                    y,
                );
            }
            Event::Box { at, label } => {
                told.push(format!("{}: {label}.", picture.who[*at]));
                y = state(&mut body, x(picture, *at), label, y);
            }
        }
    }
    let height = y + 14;

    frame(
        name,
        "sequence",
        &picture.title,
        &told.join(" "),
        height,
        &(sides(picture, height) + &body),
    )
}

/// The name of each side, and the line below it.
fn sides(picture: &Picture, height: usize) -> String {
    let mut sides = String::new();
    for (at, who) in picture.who.iter().enumerate() {
        let x = x(picture, at);
        line(&mut sides, "life", [x, 30, x, height - 4]);
        text(&mut sides, "who", x, 22, who);
    }
    sides
}

/// The whole picture, with its text for those who do not see it. No line is empty: an
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
         markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
         <path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n\
         <g style=\"--tip: url(#{id}-tip)\">\n{body}</g>\n</svg>\n\
         <figcaption>{title}</figcaption>\n</figure>\n"
    )
}

fn x(picture: &Picture, at: usize) -> usize {
    let count = picture.who.len();
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
