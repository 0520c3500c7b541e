//! The page of errors: two programs cause them, and what they print is what the page
//! shows. What each one means and what to do about it is in `docs/reference/errors.toml`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use libtest_mimic::Failed;
use php_sockets::*;
use php_sockets_steps::step::{Run, Step, Terminal};
use php_sockets_test_support::sources::{self, Function, source};
use serde::Deserialize;

use crate::made::keep_in;
use crate::play::Watch;
use crate::record::recorded;

/// The codes of those that no program causes, and PHP's codes for look-ups of names.
const CODES: [(&str, i32); 11] = [
    ("EAFNOSUPPORT", SOCKET_EAFNOSUPPORT),
    ("EBADF", SOCKET_EBADF),
    ("EHOSTUNREACH", SOCKET_EHOSTUNREACH),
    ("ENFILE", SOCKET_ENFILE),
    ("ENOTSOCK", SOCKET_ENOTSOCK),
    ("ENOTTY", SOCKET_ENOTTY),
    ("ENXIO", SOCKET_ENXIO),
    ("HOST_NOT_FOUND", -10001),
    ("TRY_AGAIN", -10002),
    ("NO_DATA", -10004),
    ("NO_RECOVERY", -10003),
];

#[derive(Deserialize)]
struct List {
    error: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The heading above this one and those that follow.
    group: Option<String>,
    name: String,
    means: String,
    remedy: String,
    /// For one that the programs do not cause: the test that does, or a sentence.
    shown: Option<String>,
}

/// What the two programs got for an error.
struct Got<'a> {
    rust: &'a str,
    php: &'a str,
}

pub(crate) fn check() -> Result<(), Failed> {
    let folder = source("docs/reference");
    let list = fs::read_to_string(folder.join("errors.toml"))?;
    let list: List = toml::from_str(&list)?;
    all_have_a_row(&list)?;
    let step = Step {
        name: "errors".into(),
        place: folder.clone(),
        ..Step::default()
    };
    recorded(&step, &run(), Watch::Screen)?;

    let said = |name: &str| fs::read_to_string(folder.join("made").join(name));
    let (rust, php) = (said("errors.txt")?, said("errors.php.txt")?);
    let provoked = list.error.iter().filter(|error| error.shown.is_none());
    let provoked: Vec<_> = provoked.map(|error| error.name.as_str()).collect();
    for (language, said) in [("Rust", &rust), ("PHP", &php)] {
        let names = said.lines().map(|line| line.split(": ").next().unwrap());
        let mut names: Vec<_> = names.collect();
        let mut wanted = provoked.clone();
        names.sort_unstable();
        wanted.sort_unstable();
        if names != wanted {
            return Err(format!("{language} causes {names:?}, the list has {wanted:?}").into());
        }
    }

    keep_in(&folder, "errors", "helpers.md", &pair(["tcp", "full"])?)?;
    let page = page(&list, &rust, &php)?;
    keep_in(&folder, "errors", "errors.md", &page)
}

/// The page has each code that the documentation of a function names.
fn all_have_a_row(list: &List) -> Result<(), Failed> {
    const MARK: &str = "[`SOCKET_";

    let mut missing = BTreeSet::new();
    let mut seen = 0;
    for file in sources::rust_files("src") {
        let mut in_errors = false;
        for line in file.text.lines().map(str::trim_start) {
            in_errors = match line.strip_prefix("/// # ") {
                Some(heading) => heading == "Errors",
                None => in_errors && line.starts_with("///"),
            };
            for (at, _) in line.match_indices(MARK).filter(|_| in_errors) {
                let name = sources::name_at(line, at + MARK.len());
                seen += 1;
                if !list.error.iter().any(|error| error.name == name) {
                    missing.insert(name);
                }
            }
        }
    }
    match (seen, missing.is_empty()) {
        (0, _) => Err("no code was seen in the documentation".into()),
        (_, true) => Ok(()),
        _ => Err(format!("errors.toml lacks {missing:?}").into()),
    }
}

/// Without root's privileges, and with few descriptors, so that these errors occur too.
fn run() -> Run {
    let terminal = Terminal {
        program: "errors".into(),
        ..Terminal::default()
    };
    Run {
        name: "errors".into(),
        terminals: vec![terminal],
        php_differs: Some("PHP is silent where a call would wait, and on look-ups".into()),
        unprivileged: true,
        files: Some(64),
        ..Run::default()
    }
}

fn page(list: &List, rust: &str, php: &str) -> Result<String, Failed> {
    let functions = sources::functions();
    let mut table =
        String::from("<div class=\"errors\">\n\n| error | code | text |\n|---|---|---|\n");
    let mut entries = String::new();
    for error in &list.error {
        let got = error.shown.is_none().then(|| Got {
            rust: line_of(rust, &error.name),
            php: line_of(php, &error.name),
        });
        let code = code(error, got.as_ref())?;
        let text = text_of(error, code, got.as_ref());
        writeln!(
            table,
            "| [{0}](#{1}) | {code} | {text} |",
            error.name,
            anchor(&error.name)
        )?;

        if let Some(group) = &error.group {
            writeln!(entries, "## {group}\n")?;
        }
        let from = from(&error.name, &functions, got.as_ref());
        // Name, code and text in the heading, where the search looks first.
        let head = match error.name.starts_with('-') {
            true => format!("{code}: {text}"),
            false => format!("{} {code}: {text}", error.name),
        };
        writeln!(
            entries,
            "### {head} {{#{}}}\n\n{from}\n",
            anchor(&error.name)
        )?;
        writeln!(entries, "{}\n\nWhat to do: {}\n", error.means, error.remedy)?;
        match (&error.shown, got) {
            (Some(shown), _) => writeln!(entries, "{}\n", elsewhere(shown)?)?,
            (None, Some(got)) => provoked(&mut entries, &error.name, &got)?,
            (None, None) => {}
        }
    }
    Ok(format!("{table}\n</div>\n\n{entries}"))
}

fn line_of<'a>(said: &'a str, name: &str) -> &'a str {
    let mut lines = said.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(first, _)| *first == name)
        .map_or("", |(_, text)| text)
}

/// The code of the failure, which must be that of the name.
fn code(error: &Entry, got: Option<&Got>) -> Result<i32, Failed> {
    let name = error.name.as_str();
    let known = CODES.iter().find(|(known, _)| *known == name);
    let Some(got) = got else {
        let known = known.ok_or_else(|| format!("no code for {name}"))?;
        return Ok(known.1);
    };
    let inside = got
        .rust
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    let (code, _) = inside.ok_or_else(|| format!("{name}: no code in {:?}", got.rust))?;
    let code: i32 = code.parse()?;
    let is_right = match known {
        Some((_, known)) => code == *known,
        None if name.starts_with("EAI_") => (-20..0).contains(&code),
        None if name.starts_with('E') => nix::errno::Errno::from_raw(code)
            .to_string()
            .starts_with(&format!("{name}:")),
        None => code.to_string() == name,
    };
    if is_right {
        Ok(code)
    } else {
        Err(format!("{name}: the code is {code}: {:?}", got.rust).into())
    }
}

/// What the C library calls it.
fn text_of(error: &Entry, code: i32, got: Option<&Got>) -> String {
    match got {
        Some(got) if error.name.starts_with("EAI_") => got
            .rust
            .rsplit_once("]: ")
            .map_or("", |(_, text)| text)
            .to_owned(),
        _ => socket_strerror(code),
    }
}

/// The heading as mdBook makes a link of it.
fn anchor(name: &str) -> String {
    name.to_lowercase()
}

/// The functions that fail with it: those whose docs name it, and the one that did.
fn from(name: &str, functions: &[Function], got: Option<&Got>) -> String {
    let marks = [format!("`SOCKET_{name}`"), format!("`{name}`")];
    let tell = functions
        .iter()
        .filter(|function| marks.iter().any(|mark| function.docs.contains(mark)));
    let mut names: BTreeSet<_> = tell.map(|function| function.name.as_str()).collect();
    names.extend(
        got.and_then(|got| got.rust.split_once("()"))
            .map(|(name, _)| name),
    );
    let links = names
        .iter()
        .map(|name| format!("[`{name}`](functions.md#{name})"));
    match names.len() {
        0 => String::new(),
        _ => format!("From {}.", links.collect::<Vec<_>>().join(", ")),
    }
}

/// Where an error is caused that needs more than a small program.
fn elsewhere(shown: &str) -> Result<String, Failed> {
    if !shown.contains("::") {
        return Ok(shown.to_owned());
    }
    let name = shown.rsplit("::").next().unwrap_or_default();
    let head = format!("\nfn {name}()");
    let files = sources::rust_files("tests/sockets");
    if !files.iter().any(|file| file.text.contains(&head)) {
        return Err(format!("no such test: {shown}").into());
    }
    Ok(format!(
        "A test causes it: `cargo test --test sockets {shown}`."
    ))
}

/// The function that causes it, in both languages, and the output.
fn provoked(page: &mut String, name: &str, got: &Got) -> Result<(), Failed> {
    let function = match name {
        "-10000" => "no_address".into(),
        _ => name.to_lowercase(),
    };
    *page += &pair([&function, &function])?;

    let text = match got.rust == got.php {
        true => format!("{}\n", got.rust),
        false => format!("PHP: {}\nRust: {}\n", got.php, got.rust),
    };
    let file = PathBuf::from("errors").join(format!("{name}.txt"));
    keep_in(
        &source("docs/reference"),
        "errors",
        &file.display().to_string(),
        &text,
    )?;
    writeln!(page, "```text\n{{{{#include {}}}}}\n```\n", file.display())?;
    Ok(())
}

/// What is between one function and another, in both languages.
fn pair([from, to]: [&str; 2]) -> Result<String, Failed> {
    const FILES: [(&str, &str); 2] = [
        ("php", "docs/reference/errors.php"),
        ("rust,ignore", "docs/reference/errors.rs"),
    ];
    let mut pair = String::from("<div class=\"pair\">\n");
    for (fence, file) in FILES {
        let ((first, _), (_, last)) = (lines(file, from)?, lines(file, to)?);
        writeln!(
            pair,
            "<div class=\"half\">\n\n```{fence}\n{{{{#include ../../../{file}:{first}:{last}}}}}\n```\n\n</div>"
        )?;
    }
    Ok(pair + "</div>\n\n")
}

/// Where a function is in a file, from its first line to its last.
fn lines(file: &str, function: &str) -> Result<(usize, usize), Failed> {
    let text = fs::read_to_string(source(file))?;
    let heads = [format!("fn {function}("), format!("function {function}(")];
    let mut lines = text.lines().zip(1..);
    let first = lines.find(|(line, _)| heads.iter().any(|head| line.starts_with(head)));
    let last = lines.find(|(line, _)| *line == "}");
    match (first, last) {
        (Some((_, first)), Some((_, last))) => Ok((first, last)),
        _ => Err(format!("{file} has no function {function}").into()),
    }
}
