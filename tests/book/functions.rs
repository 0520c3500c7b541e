//! The page of all functions: its contents come from the sources, and the system
//! calls from the test that watches them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use php_sockets_test_support::sources::{self, Function, source};

use crate::made::keep_in;

pub(crate) fn check() -> Result<(), Failed> {
    let functions = sources::functions();
    let steps = titles()?;
    let traces = ["syscalls.rs", "syscalls/more.rs"];
    let traces = traces.map(|file| sources::text(format!("tests/sockets/{file}")));
    let traces = traces.concat();

    let mut page = String::new();
    let mut told = 0;
    for (topic, _) in sources::topics() {
        writeln!(page, "## {}\n", heading(&topic)?)?;
        for function in functions.iter().filter(|function| function.topic == topic) {
            told += 1;
            entry(&mut page, function, &traces, &steps)?;
        }
    }
    if told != functions.len() {
        return Err(format!("{told} of {} functions have a topic", functions.len()).into());
    }
    keep_in(
        &source("docs/reference"),
        "functions",
        "functions.md",
        &page,
    )
}

/// The first sentence of a topic's file, up to the names of its functions.
fn heading(topic: &str) -> Result<String, Failed> {
    let file = format!("src/{topic}.rs");
    let folder = format!("src/{topic}/mod.rs");
    let file = if source(&file).exists() { file } else { folder };
    let text = sources::text(&file);
    let first = text.lines().next().unwrap_or_default();
    let title = first.strip_prefix("//! ").and_then(|line| {
        let (before, after) = line.split_once(": ")?;
        let title = if before.starts_with('[') {
            after
        } else {
            before
        };
        Some(capital(title.trim_end_matches('.')))
    });
    title.ok_or_else(|| format!("{file} begins with no title").into())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect())
        + letters.as_str()
}

fn entry(
    page: &mut String,
    function: &Function,
    traces: &str,
    steps: &[(String, String)],
) -> Result<(), Failed> {
    let Function {
        name,
        docs,
        signature,
        ..
    } = function;
    let php = docs
        .lines()
        .find_map(|line| {
            line.strip_prefix("/// ")
                .filter(|l| l.starts_with(&format!("{name}(")))
        })
        .ok_or_else(|| format!("{name} has no PHP signature"))?;
    let calls = system_calls(name, traces)
        .ok_or_else(|| format!("{name} has no step of its own in tests/sockets/syscalls"))?;

    writeln!(page, "### {name}\n\n{}\n", summary(docs))?;
    writeln!(
        page,
        "- PHP: `{php}`\n- Rust: `{signature}`\n- System calls: {calls}"
    )?;
    let (steps, examples) = (steps_with(name, steps)?, examples_with(name)?);
    if steps.is_empty() && examples.is_empty() {
        return Err(format!("no step and no example calls {name}").into());
    }
    for (what, where_) in [("Tutorial", steps), ("Examples", examples)] {
        if !where_.is_empty() {
            writeln!(page, "- {what}: {}", where_.join(", "))?;
        }
    }
    writeln!(page)?;
    Ok(())
}

/// Links to the step that is about this function, or else to the first three whose programs call
/// it.
fn steps_with(name: &str, steps: &[(String, String)]) -> Result<Vec<String>, Failed> {
    let is_about = |(title, _): &&(String, String)| title.ends_with(&format!(" {name}"));
    let mut found: Vec<_> = steps.iter().filter(is_about).collect();
    if found.is_empty() {
        for step in steps {
            let folder = source("docs").join(step.1.trim_end_matches("index.md"));
            if programs(&folder)?.iter().any(|(_, text)| calls(text, name)) {
                found.push(step);
            }
        }
    }
    let links = found.iter().take(3);
    Ok(links
        .map(|(title, link)| format!("[{title}]({link})"))
        .collect())
}

/// The names of the examples that call it.
fn examples_with(name: &str) -> Result<Vec<String>, Failed> {
    let mut found = Vec::new();
    for (file, text) in programs(&source("examples"))? {
        if calls(&text, name) {
            found.push(format!("`{}`", file.trim_end_matches(".rs")));
        }
    }
    Ok(found)
}

/// The programs in Rust in a folder, in the order of their names. What a learner writes is not
/// one.
fn programs(folder: &Path) -> Result<Vec<(String, String)>, Failed> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rs") && !["exercise.rs", "solution.rs", "peer.rs"].contains(&&*name) {
            programs.push((name.into_owned(), fs::read_to_string(&path)?));
        }
    }
    programs.sort();
    Ok(programs)
}

fn calls(text: &str, name: &str) -> bool {
    text.contains(&format!("{name}(")) || text.contains(&format!("{name}::<"))
}

/// The first sentence of the docs, without the marks of a link.
fn summary(docs: &str) -> String {
    let lines = docs
        .lines()
        .map(|line| line.trim_start_matches("///").trim());
    let first: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    first.join(" ").replace("[`", "`").replace("`]", "`")
}

/// The calls that strace saw in the step of this name.
fn system_calls(name: &str, traces: &str) -> Option<String> {
    // The C library may read its own files; how much depends on the name.
    if name == "socket_addrinfo_lookup" {
        return Some("those of the C library's `getaddrinfo`; none for a numeric address".into());
    }
    let mut lines = traces.lines();
    lines.find(|line| line.rsplit('"').next() == Some(name))?;
    let calls = lines.map_while(|line| line.strip_prefix("  ")?.split_once('('));
    let mut calls: Vec<_> = calls.map(|(call, _)| format!("`{call}`")).collect();
    calls.dedup();
    Some(match calls.as_slice() {
        [] => "none".into(),
        _ => calls.join(", "),
    })
}

/// The title of each step's page, and its path.
pub(crate) fn titles() -> Result<Vec<(String, String)>, Failed> {
    let mut steps = Vec::new();
    for step in php_sockets_steps::step::all() {
        let link = format!("steps/{}/index.md", step.folder);
        let text = fs::read_to_string(source("docs").join(&link))?;
        let title = text.lines().next().unwrap_or_default();
        steps.push((title.trim_start_matches("# ").to_owned(), link));
    }
    Ok(steps)
}
