//! A page has its parts, in order, and shows only what a program printed.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::{Step, Terminal};
use php_sockets_test_support::sources::source;

use crate::minutes;
use crate::recording;

/// The headings of every step's page.
const PARTS: [&str; 8] = [
    "## Predict first",
    "## Run it",
    "## What it prints",
    "## The picture",
    "## Now break it",
    "## Exercise",
    "## Recap",
    "## Next",
];

/// The headings of a page that belongs to a step: one more idea, and short.
const CHILD_PARTS: [&str; 3] = ["## Run it", "## What it prints", "## Recap"];

/// How many failures a page shows. The others belong on the page of errors.
const MAX_FAILURES: usize = 5;

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    let index = read(step, "index")?;
    let mut wrong = refused_on(step, "index", &index);
    wrong.extend(parts(&index));
    let rows = step.failures.rows.len();
    if rows > MAX_FAILURES {
        wrong.push(format!("{rows} failures, more than {MAX_FAILURES}"));
    }

    let mut all = index.clone();
    let children = step.children();
    for name in &children {
        let text = read(step, name)?;
        wrong.extend(refused_on(step, name, &text));
        wrong.extend(child(name, &text));
        if !index.contains(&format!("]({name}.md)")) {
            wrong.push(format!("index.md has no link to {name}.md"));
        }
        all += &text;
    }
    wrong.extend(unseen(step, &all));
    if !wrong.is_empty() {
        return Err(format!("docs/steps/{}:\n{}", step.folder, wrong.join("\n")).into());
    }

    minutes::keep_all(step)
}

/// A page of a step, `index` or a child's name.
pub(crate) fn read(step: &Step, name: &str) -> Result<String, Failed> {
    let path = format!("docs/steps/{}/{name}.md", step.folder);
    fs::read_to_string(source(&path)).map_err(|error| format!("{path}: {error}").into())
}

fn refused_on(step: &Step, name: &str, text: &str) -> Vec<String> {
    let blocks = blocks(text);
    let wrong = blocks
        .iter()
        .flat_map(|block| several(block).into_iter().chain(refused(step, block)));
    wrong.map(|why| format!("{name}.md: {why}")).collect()
}

/// What a page that belongs to a step lacks.
fn child(name: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let heads = heads(text);
    if heads != CHILD_PARTS {
        wrong.push(format!(
            "{name}.md: the headings are {heads:?}, not {CHILD_PARTS:?}"
        ));
    }
    if part(text, "## Recap").trim().is_empty() {
        wrong.push(format!("{name}.md: the recap is empty"));
    }
    wrong
}

fn heads(text: &str) -> Vec<&str> {
    let lines = text.lines();
    lines.filter(|line| line.starts_with("## ")).collect()
}

fn part<'a>(text: &'a str, name: &str) -> &'a str {
    let rest = text.split_once(name).map_or("", |(_, rest)| rest);
    rest.split("\n## ").next().unwrap_or_default()
}

fn parts(text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let heads = heads(text);
    if heads != PARTS {
        wrong.push(format!("the headings are {heads:?}, not {PARTS:?}"));
    }
    let recap = part(text, "## Recap")
        .lines()
        .filter(|line| line.starts_with("- "))
        .count();
    if recap != 3 {
        wrong.push(format!("the recap has {recap} points, not 3"));
    }
    for (name, holds) in [
        ("## Predict first", "<details>"),
        ("## Exercise", "<details>"),
    ] {
        if !part(text, name).contains(holds) {
            wrong.push(format!("{name} has no part that unfolds"));
        }
    }
    wrong
}

pub(crate) struct Block<'a> {
    pub(crate) language: &'a str,
    pub(crate) lines: Vec<&'a str>,
}

pub(crate) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    let mut after_blank = true;
    while let Some(line) = lines.next() {
        let fence = line.trim_start();
        let start = fence.strip_prefix("```").or(fence.strip_prefix("~~~"));
        if let Some(language) = start {
            let inside = |line: &&str| !line.trim_start().starts_with(&fence[..3]);
            let lines = lines.by_ref().take_while(inside).collect();
            blocks.push(Block { language, lines });
        } else if (after_blank && line.starts_with("    ")) || fence.starts_with("<pre") {
            let (language, lines) = ("not fenced", vec![line, ""]);
            blocks.push(Block { language, lines });
        }
        after_blank = line.is_empty();
    }
    blocks
}

/// Why a block of commands may not stand on a page, if it may not: its button copies all of it.
pub(crate) fn several(block: &Block) -> Option<String> {
    let several = block.language == "sh" && block.lines.len() != 1;
    several.then(|| format!("a block has one command, not {:?}", block.lines))
}

/// Why a block may not stand on the page, if it may not.
fn refused(step: &Step, block: &Block) -> Vec<String> {
    match block.language {
        "sh" => {
            let unknown = block.lines.iter().filter(|line| !is_run(step, line));
            unknown
                .map(|line| format!("no test runs this command: {line}"))
                .collect()
        }
        _ => match block.lines.as_slice() {
            [line] if line.starts_with("{{#include ") && line.ends_with("}}") => Vec::new(),
            lines => vec![format!(
                "a block ({}) that is not included from a file: {lines:?}",
                block.language
            )],
        },
    }
}

/// Whether a test runs what a command runs.
pub(crate) fn is_run(step: &Step, command: &str) -> bool {
    let failures = (!step.failures.rows.is_empty()).then(|| Terminal {
        program: step.failing(),
        ..Terminal::default()
    });
    let terminals = step.run.iter().flat_map(|run| &run.terminals);
    let mut run = terminals.chain(&failures);
    let check = format!("cargo exercise {}", step.number());

    let mut command = command.split(" # ").next().unwrap_or_default().trim();
    // The test gives each run a port of its own.
    if let Some((_, rest)) = command
        .strip_prefix("PORT=")
        .and_then(|one| one.split_once(' '))
    {
        command = rest;
    }
    // The same program, built for speed: the test would have to wait for that.
    command = command.strip_suffix(" --release").unwrap_or(command);
    // The limit that the failures need is told to the shell, as the test does.
    if let Some(files) = step.failures.files {
        let limited = command.strip_prefix(&*format!("(ulimit -n {files}; "));
        command = limited
            .and_then(|rest| rest.strip_suffix(')'))
            .unwrap_or(command);
    }
    command == check || run.any(|one| command == one.rust() || command == one.php())
}

/// What was generated for this step and is on none of its pages.
fn unseen(step: &Step, text: &str) -> Vec<String> {
    let made = step.place.join("made");
    let files = fs::read_dir(&made).into_iter().flatten();
    let files = files.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut unseen = Vec::new();
    for name in files {
        let include = format!("{{{{#include made/{name}}}}}");
        // Its messages are in the table, and a terminal is beside the others.
        let stem = name
            .trim_end_matches(char::is_alphabetic)
            .trim_end_matches('.');
        let (run, number) = stem.rsplit_once('-').unwrap_or((stem, ""));
        // A transcript is shown with its marks.
        let is_marked = name.ends_with(".txt") && made.join(format!("{stem}.md")).exists();
        let elsewhere = is_marked
            || name.ends_with(recording::END)
            || stem.starts_with("failures") && name.ends_with(".txt")
            || number.parse::<usize>().is_ok() && made.join(format!("{run}.md")).exists();
        if !elsewhere && !text.contains(&include) {
            unseen.push(format!("no page includes made/{name}"));
        }
    }
    unseen
}
