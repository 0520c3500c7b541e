//! The two programs beside each other, PHP left and Rust right; what is new since the
//! step before is marked.

use std::fmt::Write;
use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::program::file;
use php_sockets_steps::step::Step;
use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::sources::source;
use similar::{ChangeTag, TextDiff};

use crate::made::keep;

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    for (at, program) in step.programs.iter().enumerate() {
        let before = step.before.get(at).map(String::as_str);
        let mut text = half(Php, program, before)?;
        if !is_only_php(step, program) {
            let rust = half(Rust, program, before)?;
            text = format!("<div class=\"pair\">\n{text}{rust}</div>\n");
        }
        let name = match step.programs.len() {
            1 => "code.md".to_owned(),
            _ => format!("code-{}.md", at + 1),
        };
        keep(step, &name, &text)?;
    }
    Ok(())
}

/// Whether a run says that this program has no twin.
fn is_only_php(step: &Step, program: &str) -> bool {
    let mut runs = step.run.iter().filter(|run| run.only_php.is_some());
    runs.any(|run| {
        run.terminals
            .iter()
            .any(|terminal| terminal.program == program)
    })
}

fn half(language: Language, program: &str, before: Option<&str>) -> Result<String, Failed> {
    let (fence, name) = match language {
        Php => ("php", "PHP"),
        Rust => ("rust,ignore", "Rust"),
    };
    let path = file(language, program);
    let text = fs::read_to_string(source(&path)).map_err(|error| format!("{path}: {error}"))?;
    let first = text.lines().take_while(|line| is_head(line)).count();
    let new = match before {
        Some(before) => {
            let before = fs::read_to_string(source(file(language, before)))?;
            new_lines(&before, &text, first)
        }
        None => Vec::new(),
    };

    let mut half = String::new();
    let style = match new.is_empty() {
        true => String::new(),
        false => format!(" style=\"--new: {}\"", gradient(&new)),
    };
    writeln!(half, "<div class=\"half\"{style}>\n")?;
    let told = told(&new, first);
    writeln!(half, "{name} · `{path}`{told}\n")?;
    // Lines that mark parts for other pages are left out where an anchor marks it all.
    let part = match text.contains("// ANCHOR: program\n") {
        true => "program".to_owned(),
        false => format!("{}:", first + 1),
    };
    writeln!(
        half,
        "```{fence}\n{{{{#include ../../../../{path}:{part}}}}}\n```\n"
    )?;
    writeln!(half, "</div>")?;
    Ok(half)
}

/// The comment at the top, which names the command: the page does that.
fn is_head(line: &str) -> bool {
    line == "<?php" || line.is_empty() || line.starts_with("//")
}

/// The lines that the program before did not have, counted from the first one shown.
fn new_lines(before: &str, now: &str, first: usize) -> Vec<usize> {
    let diff = TextDiff::from_lines(before, now);
    let new = diff
        .iter_all_changes()
        .filter(|change| change.tag() == ChangeTag::Insert);
    let new = new.filter(|change| !change.value().trim().is_empty());
    new.filter_map(|change| change.new_index()?.checked_sub(first))
        .collect()
}

/// Said in words too, as not everybody sees a colour.
fn told(new: &[usize], first: usize) -> String {
    let numbers: Vec<_> = new.iter().map(|line| first + line + 1).collect();
    let runs = numbers.chunk_by(|line, next| line + 1 == *next);
    let runs: Vec<_> = runs
        .map(|run| match run {
            [line] => line.to_string(),
            run => format!("{}–{}", run[0], run[run.len() - 1]),
        })
        .collect();
    match new {
        [] => String::new(),
        [_] => format!(" · new: line {} of the file", runs[0]),
        _ => format!(" · new: lines {} of the file", runs.join(", ")),
    }
}

/// A background for the block that has a colour behind the lines of these numbers.
fn gradient(lines: &[usize]) -> String {
    let mut stops = String::from("linear-gradient(transparent 0");
    for line in lines {
        let (top, end) = (line, line + 1);
        write!(
            stops,
            ", transparent {top}lh, var(--mark) {top}lh, var(--mark) {end}lh, transparent {end}lh"
        )
        .unwrap();
    }
    stops + ")"
}
