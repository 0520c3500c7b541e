//! The table of what can go wrong: the causes and remedies are the writer's, the
//! texts are those that the programs got.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::{Failure, Run, Step, Terminal};

use crate::made::keep;
use crate::play::Watch;
use crate::record::recorded;

const HEAD: &str = "<div class=\"failures\">\n\n| what you do | PHP says | Rust says | code | what to do |\n|---|---|---|---|---|\n";

pub(crate) fn check(step: &Step) -> Result<(), Failed> {
    let failures = &step.failures;
    if failures.rows.is_empty() {
        return Ok(());
    }
    recorded(
        step,
        &Run {
            name: "failures".into(),
            terminals: vec![Terminal {
                program: step.failing(),
                ..Terminal::default()
            }],
            php_differs: failures.php_differs.clone(),
            unprivileged: failures.unprivileged,
            files: failures.files,
            ..Run::default()
        },
        Watch::Screen,
    )?;

    let made = step.place.join("made");
    let rust = fs::read_to_string(made.join("failures.txt"))?;
    let php = match failures.php_differs {
        Some(_) => fs::read_to_string(made.join("failures.php.txt"))?,
        None => rust.clone(),
    };
    keep(
        step,
        "failures.md",
        &table(&failures.rows, &texts(&rust), &texts(&php))?,
    )
}

/// A row for each call that failed, with the cause and the remedy that belong to it.
fn table(rows: &[Failure], rust: &[(&str, &str)], php: &[(&str, &str)]) -> Result<String, Failed> {
    let both = rows.iter().filter(|row| row.rust.is_none()).count();
    if rust.len() != both || php.len() != rows.len() {
        let (rows, rust, php) = (rows.len(), rust.len(), php.len());
        return Err(format!(
            "{rows} rows, {both} of them for Rust too, but {rust} calls failed in Rust, {php} in PHP"
        )
        .into());
    }

    let mut table = HEAD.to_owned();
    let mut rust = rust.iter();
    for (row, (call, php)) in rows.iter().zip(php) {
        let rust = match &row.rust {
            Some(why) => why.clone(),
            None => match rust.next() {
                Some((_, text)) if text != php => format!("`{text}`"),
                _ => "the same".into(),
            },
        };
        let (Failure { cause, remedy, .. }, code) = (row, code(php));
        table += &format!("| {cause} `{call}` | `{php}` | {rust} | {code} | {remedy} |\n");
    }
    Ok(table + "\n</div>\n")
}

/// The calls that failed, each with what it said.
fn texts(said: &str) -> Vec<(&str, &str)> {
    let lines = said.lines();
    lines
        .filter_map(|line| line.split_once(" -> failed: "))
        .collect()
}

/// The number in brackets; a wrong argument has none.
fn code(text: &str) -> &str {
    let code = text
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    code.map_or("none", |(code, _)| code)
}
