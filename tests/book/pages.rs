//! The pages outside the steps: they too show only what comes from a file that is
//! checked, and name only commands that a test runs.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::{self, Step};
use php_sockets_test_support::sources::source;

use crate::page::{Block, blocks, is_run, several};
use crate::recording;

/// Who runs these: `own`, `tests/sockets/programs.rs`, where `server` has its five clients,
/// `tests/trace`, and `.ci/run`.
const RUN_ELSEWHERE: [&str; 12] = [
    "cargo new echo",
    "cd echo",
    "cargo add anyhow",
    "cargo add --path ../php-sockets",
    "cargo run --example demo",
    "cargo run --example server",
    "cargo run --example client",
    "cargo run --features tracing --example trace",
    "cargo run --release --package php-sockets-bench -- --quick",
    "cargo run --release --package php-sockets-faults",
    "cargo test --test oracle",
    "cargo test --package php-sockets-browser",
];

/// What no test runs: it takes minutes, or changes the machine.
const BY_HAND: [&str; 10] = [
    "cargo run --release --package php-sockets-bench",
    "cargo run --release --package php-sockets-faults -- errno two",
    "cargo run --release --package php-sockets-faults -- --full --page",
    "cargo run --release --package php-sockets-faults -- --help",
    "cargo run --release --package php-sockets-bench -- --help",
    "ORACLE_CALLS=100000 cargo test --test oracle random",
    "ORACLE=record cargo test --test oracle -- --test-threads=1",
    ".ci/php 8.6 target/php8.6",
    "ORACLE_ROOT=$PWD/target/php8.6 cargo test --test oracle",
    "ORACLE=record ORACLE_ROOT=$PWD/target/php8.6 cargo test --test oracle -- --test-threads=1",
];

pub(crate) fn check() -> Result<(), Failed> {
    let mut known = step::all();
    known.push(step::reference());
    let mut wrong = Vec::new();
    let mut shown = String::new();
    // Rust on the pages that the crate's documentation includes is compiled as its examples,
    // and `guide` runs PHP.
    let guide = fs::read_to_string(source("src/guide.rs"))?;
    for entry in fs::read_dir(source("docs"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|end| end != "md") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let is_in_guide = guide.contains(&*path.file_name().unwrap_or_default().to_string_lossy());
        let blocks = blocks(&text);
        let several = blocks.iter().filter_map(several);
        wrong.extend(several.map(|why| format!("{}: {why}", path.display())));
        let refused = blocks
            .into_iter()
            .filter(|block| {
                !(is_in_guide && ["rust", "rust,no_run", "php"].contains(&block.language))
            })
            .flat_map(|block| refused(&known, &block));
        wrong.extend(refused.map(|why| format!("{}: {why}", path.display())));
        shown += &text;
    }

    wrong.extend(unseen(&shown)?);
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}

/// What was generated for these pages and is on none of them.
fn unseen(shown: &str) -> Result<Vec<String>, Failed> {
    let made = source("docs/reference/made");
    let mut unseen = Vec::new();
    for entry in fs::read_dir(&made)? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        // What a player needs: a page may show the plain transcript instead.
        let stem = name
            .trim_end_matches(".md")
            .trim_end_matches(recording::END);
        let is_played = made.join(format!("{stem}{}", recording::END)).exists();
        let is_part = name.ends_with(".txt") || name == "errors" || is_played;
        if !is_part && !shown.contains(&format!("{{{{#include reference/made/{name}}}}}")) {
            unseen.push(format!("no page includes docs/reference/made/{name}"));
        }
    }
    Ok(unseen)
}

/// Why a block may not be on the page, if it may not.
fn refused(known: &[Step], block: &Block) -> Vec<String> {
    let is_include = |line: &&str| line.starts_with("{{#include ") && line.ends_with("}}");
    let is_command = |line: &&str| is_proven(known, line);
    let lines = block.lines.iter();
    match block.language {
        "sh" => lines
            .filter(|line| !is_command(line))
            .map(|line| format!("no test runs this command: {line}"))
            .collect(),
        _ if !block.lines.is_empty() && block.lines.iter().all(is_include) => Vec::new(),
        language => vec![format!(
            "a block ({language}) that is not included from a file: {:?}",
            block.lines
        )],
    }
}

fn is_proven(known: &[Step], command: &str) -> bool {
    let command = command.split(" # ").next().unwrap_or_default().trim();
    // The tests give each run a port of its own, and set this variable themselves.
    let set = |variable: &str| {
        let rest = command.strip_prefix(variable)?;
        Some(rest.split_once(' ')?.1)
    };
    let command = set("PORT=").or(set("UPDATE_BOOK=")).unwrap_or(command);
    let is_of_this_test = |step: &Step| command == format!("cargo tutorial {}", step.name);

    RUN_ELSEWHERE.contains(&command)
        || BY_HAND.contains(&command)
        || known
            .iter()
            .any(|step| is_run(step, command) || is_of_this_test(step))
}
