//! The picture of a step in words, `sequence.txt`, and whether it is true:
//!
//! ```text
//! title: The socket gets an address
//! run: run
//! answer: socket_bind(…
//! who: program | kernel
//! program > kernel: socket_bind(socket 1, "127.0.0.1", 8001)
//! kernel: CLOSE, 127.0.0.1:8001 (nobody can connect yet)
//! kernel >> program: ok
//! ```
//!
//! `>` is a call or a packet, `>>` an answer; a line with one name is a box: a row of the
//! kernel's. `run` names the recorded run that the picture shows. Only what is in parentheses is
//! not compared with it, and `…` stands for anything. `answer` is the call that answers the
//! question of the page, if this run contains it.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::Step;
use regex::Regex;

use crate::recording::{self, Call};

pub(crate) struct Sequence {
    pub(crate) title: String,
    pub(crate) run: String,
    answer: String,
    /// The number of the call that answers the page's question.
    pub(crate) answered: Option<usize>,
    pub(crate) who: Vec<String>,
    pub(crate) events: Vec<Event>,
}

pub(crate) struct Event {
    pub(crate) from: usize,
    pub(crate) kind: Kind,
    pub(crate) label: String,
    /// The number of the recorded call to which it belongs, from 1 on; 0 is before the first.
    pub(crate) call: usize,
    /// Its line, as it is in the file.
    line: String,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Arrow(usize),
    Answer(usize),
    Box,
}

/// Reads the step's picture. It is an error if it does not match the recording.
pub(crate) fn of(step: &Step) -> Result<Sequence, Failed> {
    let path = step.place.join("sequence.txt");
    let mut sequence = read(&fs::read_to_string(&path)?)?;
    let recordings = recording::read(step);
    let untrue = match recordings.iter().find(|one| one.run == sequence.run) {
        Some(recording) => {
            let terminals = recording.terminals.iter();
            let calls: Vec<_> = terminals
                .flat_map(|terminal| terminal.calls.clone())
                .collect();
            compare(&mut sequence, &calls)
        }
        // Without a recorded run there is nothing to compare with.
        None if sequence.run == "none" || recordings.is_empty() => Vec::new(),
        None => {
            let runs: Vec<_> = recordings.iter().map(|one| &one.run).collect();
            vec![format!("which run is it? `run:` and one of {runs:?}")]
        }
    };
    match untrue.is_empty() {
        true => Ok(sequence),
        false => Err(format!("{}:\n{}", path.display(), untrue.join("\n")).into()),
    }
}

fn read(text: &str) -> Result<Sequence, Failed> {
    let mut sequence = Sequence {
        title: String::new(),
        run: String::new(),
        answer: String::new(),
        answered: None,
        who: Vec::new(),
        events: Vec::new(),
    };
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (head, label) = line
            .split_once(": ")
            .ok_or_else(|| format!("no colon: {line}"))?;
        let label = label.trim().to_owned();
        match head {
            "title" => sequence.title = label,
            "run" => sequence.run = label,
            "answer" => sequence.answer = label,
            "who" => sequence.who = label.split(" | ").map(str::to_owned).collect(),
            _ => {
                let event = event(&sequence.who, line, head, label)?;
                sequence.events.push(event);
            }
        }
    }
    match sequence.who.len() {
        2..=4 => Ok(sequence),
        count => Err(format!("a picture has 2 to 4 sides, not {count}").into()),
    }
}

fn event(who: &[String], line: &str, head: &str, label: String) -> Result<Event, Failed> {
    let find = |name: &str| {
        let at = who.iter().position(|who| who == name.trim());
        at.ok_or_else(|| format!("who is {name:?}? {line}"))
    };
    let (from, kind) = match (head.split_once(">>"), head.split_once('>')) {
        (Some((from, to)), _) => (from, Kind::Answer(find(to)?)),
        (None, Some((from, to))) => (from, Kind::Arrow(find(to)?)),
        (None, None) => (head, Kind::Box),
    };
    Ok(Event {
        from: find(from)?,
        kind,
        label,
        call: 0,
        line: line.to_owned(),
    })
}

/// Gives each event the number of its call, and returns the lines that do not match.
fn compare(sequence: &mut Sequence, recorded: &[Call]) -> Vec<String> {
    let mut untrue = number(&mut sequence.events, recorded);
    let answers = |(_, event): &(usize, &Call)| matches(&sequence.answer, &event.call);
    sequence.answered = (1..).zip(recorded).find(answers).map(|(number, _)| number);
    if sequence.answered.is_none() && !sequence.answer.is_empty() {
        untrue.push(format!("no such call: {}", sequence.answer));
    }
    let mut caller = None;
    for event in &sequence.events {
        let said = said(&event.label);
        let calls = &recorded[..event.call];
        let result = calls.last().and_then(|call| call.result.as_deref());
        let is_true = match event.kind {
            _ if said.is_empty() => true,
            Kind::Arrow(_) if is_call(&said) => {
                caller = Some(event.from);
                true
            }
            Kind::Answer(to) if caller == Some(to) => matches(&said, result.unwrap_or_default()),
            Kind::Arrow(_) | Kind::Answer(_) => is_packet(&said) || Some(&*said) == result,
            Kind::Box => is_row(&sequence.who[event.from], &said, rows(calls)),
        };
        if !is_true {
            let rows = rows(calls).join("\n    ");
            untrue.push(format!(
                "not in the recording: {}\n  the result is {result:?}, the rows are\n    {rows}",
                event.line
            ));
        }
    }
    untrue
}

/// A call has the number of the next recorded call that matches; all else that of the call
/// before it. What is before the first call existed when that was made.
fn number(events: &mut [Event], recorded: &[Call]) -> Vec<String> {
    let mut untrue = Vec::new();
    let mut at = None;
    for event in events.iter_mut() {
        let said = said(&event.label);
        if matches!(event.kind, Kind::Arrow(_)) && is_call(&said) {
            let start = at.unwrap_or(0);
            let rest = recorded[start..].iter();
            match rest
                .zip(start..)
                .find(|(call, _)| matches(&said, &call.call))
            {
                Some((_, found)) => at = Some(found + 1),
                None => untrue.push(format!("no such call comes next: {}", event.line)),
            }
        }
        event.call = at.unwrap_or(0);
    }
    let first = events.iter().map(|event| event.call).find(|call| *call > 0);
    let before = events.iter_mut().take_while(|event| event.call == 0);
    before.for_each(|event| event.call = first.unwrap_or(1) - 1);
    untrue
}

/// The kernel's rows after these calls, of which each has them only if they have changed.
fn rows(calls: &[Call]) -> &[String] {
    let mut changes = calls.iter().rev().filter_map(|call| call.kernel.as_deref());
    changes.next().unwrap_or_default()
}

/// A label without what is in parentheses, but with those of a call.
fn said(label: &str) -> String {
    if is_call(label) {
        return label.to_owned();
    }
    let remark = Regex::new(r",? ?\([^)]*\)").unwrap();
    remark.replace_all(label, "").trim().to_owned()
}

fn is_call(label: &str) -> bool {
    label.starts_with("socket_") || label.starts_with("Io\\")
}

/// The names of TCP's packets, which no run records.
fn is_packet(said: &str) -> bool {
    ["SYN", "SYN, ACK", "ACK", "FIN", "FIN, ACK", "RST"].contains(&said)
}

/// Whether a label is this text, where `…` stands for anything.
fn matches(label: &str, text: &str) -> bool {
    let parts: Vec<_> = label.split('…').map(regex::escape).collect();
    Regex::new(&format!("^{}$", parts.join(".*"))).is_ok_and(|label| label.is_match(text))
}

/// Whether the kernel shows a row that has all parts of a box. For a socket it must be its own row,
/// unless the box names another owner.
fn is_row(side: &str, said: &str, rows: &[String]) -> bool {
    let owner = side.starts_with("socket ").then_some(side);
    let is_owners = |row: &String| owner.is_none_or(|owner| row.split("  ").next() == Some(owner));
    if said == "gone" {
        return !rows.iter().any(is_owners);
    }
    let wanted: Vec<_> = said.split(", ").collect();
    rows.iter().any(|row| {
        let cells: Vec<_> = row.split("  ").map(str::trim).collect();
        let has = |part: &&str| {
            let mut cells = cells.iter();
            cells.any(|cell| cell == part || cell.split(" - ").any(|end| end == *part))
        };
        let names_owner = wanted.contains(&cells[0]);
        wanted.iter().all(has) && (names_owner || is_owners(row))
    })
}

/// Each line that does not match is reported, with what is recorded in its place.
pub(crate) fn untrue_lines() -> Result<(), Failed> {
    let recorded = three_calls()?;
    let untrue = |lines: &str| {
        let text = format!("title: T\nrun: run\nwho: program | socket 1\n{lines}\n");
        Ok::<_, Failed>(compare(&mut read(&text)?, &recorded))
    };

    let listen = "program > socket 1: socket_listen(socket 1, …)\n";
    for line in [
        "program > socket 1: socket_create(AF_INET)",
        "program > socket 1: socket_accept(socket 1)",
        "socket 1 >> program: socket 1",
        "socket 1: ESTABLISHED",
        "socket 1: LISTEN, queue 1",
        "socket 1: gone",
        "socket 1 > program: data",
    ] {
        let found = untrue(&format!("{listen}{line}"))?;
        let is_told = found.len() == 1 && found[0].contains(line);
        assert!(is_told, "{line} is untrue, but: {found:?}");
    }
    let all = "socket 1 >> program: ok\nsocket 1: LISTEN, queue 0 (nobody waits)\n\
               socket 1 > program: SYN, ACK\nprogram > socket 1: socket_close(socket 1)\nsocket 1: gone";
    assert_eq!(untrue(&format!("{listen}{all}"))?, Vec::<String>::new());
    Ok(())
}

/// A recording to compare with.
fn three_calls() -> Result<[Call; 3], serde_json::Error> {
    let call = |call: &str, result: Option<&str>, row: &str| {
        serde_json::from_value::<Call>(serde_json::json!({
            "call": call, "result": result, "failed": false, "kernel": [row]
        }))
    };
    Ok([
        call(
            "socket_create(AF_INET)",
            Some("socket 1"),
            "socket 1  CLOSE  0.0.0.0:0",
        )?,
        call(
            "socket_listen(socket 1, 4)",
            Some("ok"),
            "socket 1  LISTEN  1.2.3.4:80  queue 0",
        )?,
        call("socket_close(socket 1)", None, "no socket")?,
    ])
}
