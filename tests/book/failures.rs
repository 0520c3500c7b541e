//! The table of what can go wrong: the causes and remedies are the writer's, the
//! messages are those that the programs got. They print each cause before the call.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::{Failure, Run, Step, Terminal};

use crate::made::keep;
use crate::play::Watch;
use crate::record::recorded;

const HEAD: &str = "<div class=\"failures\">\n\n| what goes wrong | PHP says | Rust says | code | what to do |\n|---|---|---|---|---|\n";

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
            php: failures.php.clone(),
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
        &table(&failures.rows, &failing(&rust), &failing(&php))?,
    )
}

/// A call that failed.
struct Failing<'a> {
    /// What the program printed about it beforehand.
    cause: &'a str,
    call: &'a str,
    text: &'a str,
}

/// A row for each call that failed, with the remedy that belongs to it.
fn table(rows: &[Failure], rust: &[Failing], php: &[Failing]) -> Result<String, Failed> {
    let both = rows.iter().filter(|row| row.rust.is_none());
    same_causes("Rust", both, rust)?;
    same_causes("PHP", rows.iter(), php)?;

    let mut table = HEAD.to_owned();
    let mut rust = rust.iter();
    for (row, php) in rows.iter().zip(php) {
        let rust = match &row.rust {
            Some(why) => why.clone(),
            None => match rust.next() {
                Some(rust) if rust.text != php.text => format!("`{}`", rust.text),
                _ => "the same".into(),
            },
        };
        let Failure { cause, remedy, .. } = row;
        let (call, text, code) = (php.call, php.text, code(php.text));
        table += &format!("| {cause}: `{call}` | `{text}` | {rust} | {code} | {remedy} |\n");
    }
    Ok(table + "\n</div>\n")
}

/// A program causes the failures of the step, in that order, and prints what comes next.
fn same_causes<'a>(
    language: &str,
    rows: impl Iterator<Item = &'a Failure>,
    got: &[Failing],
) -> Result<(), Failed> {
    let wanted: Vec<_> = rows.map(|row| row.cause.as_str()).collect();
    let printed: Vec<_> = got.iter().map(|failing| failing.cause).collect();
    if wanted == printed {
        return Ok(());
    }
    let (wanted, printed) = (wanted.join("\n-- "), printed.join("\n-- "));
    Err(format!(
        "step.toml has these causes:\n-- {wanted}\n{language} prints these before the calls that \
         fail:\n-- {printed}"
    )
    .into())
}

/// The calls that failed, each with its message.
fn failing(said: &str) -> Vec<Failing<'_>> {
    let mut failing = Vec::new();
    let mut cause = "";
    for line in said.lines() {
        if let Some(next) = line.strip_prefix("-- ") {
            cause = next;
        } else if let Some((call, text)) = line.split_once(" -> failed: ") {
            failing.push(Failing { cause, call, text });
            cause = "";
        }
    }
    failing
}

/// The number in brackets; a wrong argument has none.
fn code(text: &str) -> &str {
    let code = text
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    code.map_or("none", |(code, _)| code)
}
