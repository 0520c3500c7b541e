//! The two programs side by side, PHP left and Rust right; what is new since the
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
    let listing = Listing::of(language, program)?;
    let new = match before {
        Some(before) => listing.new_since(&Listing::of(language, before)?),
        None => Vec::new(),
    };

    let mut half = String::new();
    let mark = match new.is_empty() {
        true => String::new(),
        // Counted from 1, for `docs/page.js`, which colours them.
        false => {
            let numbers: Vec<_> = new.iter().map(|line| (line + 1).to_string()).collect();
            format!(" data-new=\"{}\"", numbers.join(" "))
        }
    };
    // The player of a recording uses these to find the line of a call.
    let lines = match listing.has_anchor {
        true => String::new(),
        false => format!(
            " data-file=\"{}\" data-lines=\"{}\"",
            listing.path,
            listing.shown()
        ),
    };
    writeln!(half, "<div class=\"half\"{lines}{mark}>\n")?;
    writeln!(half, "{name} · `{}`\n", listing.path)?;
    writeln!(half, "```{fence}\n{}```\n", listing.includes())?;
    if !new.is_empty() {
        writeln!(half, "{}\n", listing.told(&new))?;
    }
    writeln!(half, "</div>")?;
    Ok(half)
}

/// What a page shows of a program: all of it except the comment at the top, which names the
/// command (the page does that), and the line that starts the listener.
struct Listing {
    path: String,
    /// The lines, with their numbers in the file.
    lines: Vec<(usize, String)>,
    /// Where an anchor marks the whole program, lines that mark parts for other pages are left out.
    has_anchor: bool,
}

impl Listing {
    fn of(language: Language, program: &str) -> Result<Self, Failed> {
        let path = file(language, program);
        let text = fs::read_to_string(source(&path)).map_err(|error| format!("{path}: {error}"))?;
        let lines = (1..).zip(text.lines().map(str::to_owned));
        let lines = lines.filter(|(_, line)| !is_listener(line));
        let lines = lines.skip_while(|(_, line)| is_head(line)).collect();
        let has_anchor = text.contains("// ANCHOR: program\n");
        Ok(Self {
            path,
            lines,
            has_anchor,
        })
    }

    /// The lines of the file that it has, as `5-9,11-20`.
    fn shown(&self) -> String {
        let runs = self
            .lines
            .chunk_by(|(line, _), (next, _)| line + 1 == *next);
        let runs = runs.map(|run| format!("{}-{}", run[0].0, run[run.len() - 1].0));
        runs.collect::<Vec<_>>().join(",")
    }

    /// mdBook's instructions that include it.
    fn includes(&self) -> String {
        let path = format!("../../../../{}", self.path);
        if self.has_anchor {
            return format!("{{{{#include {path}:program}}}}\n");
        }
        let runs = self
            .lines
            .chunk_by(|(line, _), (next, _)| line + 1 == *next);
        let mut includes: Vec<_> = runs
            .map(|run| {
                format!(
                    "{{{{#include {path}:{}:{}}}}}\n",
                    run[0].0,
                    run[run.len() - 1].0
                )
            })
            .collect();
        // The last part goes to the end of the file, however long that gets.
        if let (Some(last), Some((end, _))) = (includes.last_mut(), self.lines.last()) {
            *last = last.replace(&format!(":{end}}}}}"), ":}}");
        }
        includes.concat()
    }

    /// The lines that the program before did not have, counted from 0.
    fn new_since(&self, before: &Self) -> Vec<usize> {
        let text = |listing: &Self| {
            let lines = listing.lines.iter().map(|(_, line)| format!("{line}\n"));
            lines.collect::<String>()
        };
        let (before, now) = (text(before), text(self));
        let diff = TextDiff::from_lines(&before, &now);
        let new = diff
            .iter_all_changes()
            .filter(|change| change.tag() == ChangeTag::Insert);
        let new = new.filter(|change| !change.value().trim().is_empty());
        new.filter_map(|change| change.new_index()).collect()
    }

    /// Also described in words, because not everybody sees colours.
    fn told(&self, new: &[usize]) -> String {
        let numbers: Vec<_> = new.iter().map(|&line| self.lines[line].0).collect();
        let runs = numbers.chunk_by(|line, next| line + 1 == *next);
        let runs: Vec<_> = runs
            .map(|run| match run {
                [line] => line.to_string(),
                run => format!("{}–{}", run[0], run[run.len() - 1]),
            })
            .collect();
        match new {
            [_] => format!("New: line {} of the file", runs[0]),
            _ => format!("New: lines {} of the file", runs.join(", ")),
        }
    }
}

fn is_head(line: &str) -> bool {
    line == "<?php" || line.is_empty() || line.starts_with("//")
}

/// Whether it is the line that starts what prints.
pub(crate) fn is_listener(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("php_sockets_tutorial::show();")
        || line == "namespace Shown; require __DIR__ . '/../show.php';"
}
