//! The crate's own text, for the tests that hold it to its rules, and its pages to it.
//! Each test program uses a part.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file: its path in the repository, and its text.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// What stands in the repository at `path`.
pub(crate) fn text(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file in a folder of the repository, and in the folders in it.
pub(crate) fn rust_files(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = text(&path);
                let path = path.strip_prefix(root).unwrap().into();
                files.push(Source { path, text });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!files.is_empty(), "no Rust file in {folder}");
    files
}

/// A function that PHP has too, as it is written in `src`.
pub(crate) struct Function {
    pub(crate) name: String,
    /// The file, without `.rs`.
    pub(crate) topic: String,
    pub(crate) docs: String,
    /// From its name to what it returns, in one line.
    pub(crate) signature: String,
    pub(crate) gives_result: bool,
}

/// All of them.
pub(crate) fn functions() -> Vec<Function> {
    rust_files("src").iter().flat_map(functions_of).collect()
}

fn functions_of(file: &Source) -> Vec<Function> {
    const START: &str = "pub fn socket_";

    let lines: Vec<_> = file.text.lines().collect();
    let starts = lines.iter().enumerate();
    let starts = starts.filter(|(_, line)| line.starts_with(START));
    starts
        .map(|(at, line)| {
            let docs = lines[..at].iter().rev();
            let docs = docs.take_while(|line| line.starts_with("///") || line.starts_with("#["));
            let docs: Vec<_> = docs.copied().collect();
            let head = lines[at..].iter();
            let head: Vec<_> = head.take_while(|line| **line != "}").copied().collect();
            let head = head.join("\n");
            let (head, _) = head.split_once('{').unwrap();
            Function {
                name: name_at(line, "pub fn ".len()),
                topic: file.path.file_stem().unwrap().display().to_string(),
                signature: in_one_line(head.trim_start_matches("pub fn ")),
                docs: docs.into_iter().rev().collect::<Vec<_>>().join("\n"),
                gives_result: head.contains("-> Result<"),
            }
        })
        .collect()
}

/// A declaration as rustfmt writes one that is short enough.
fn in_one_line(head: &str) -> String {
    let words: Vec<_> = head.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(", )", ")")
}

/// The name that begins at a place of a line.
pub(crate) fn name_at(line: &str, start: usize) -> String {
    let of_name = |c: &char| c.is_alphanumeric() || *c == '_';
    line[start..].chars().take_while(of_name).collect()
}

/// The names of all tests of this program.
pub(crate) fn tests() -> BTreeSet<String> {
    let list = Command::new(env::current_exe().unwrap())
        .arg("--list")
        .output()
        .unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let tests = list.lines().filter_map(|line| line.strip_suffix(": test"));
    tests.map(str::to_owned).collect()
}
