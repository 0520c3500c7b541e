//! The repository's files, for the tests that check its rules, and the book's
//! pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
#[derive(Debug)]
pub struct Source {
    /// Where it is in the repository.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// Where the repository is on this machine.
pub fn root() -> &'static Path {
    // This package is tests/support.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("a folder around tests")
}

/// Where a path of the repository is on this machine.
pub fn source(path: impl AsRef<Path>) -> PathBuf {
    root().join(path)
}

/// The contents of the file at `path` in the repository.
pub fn text(path: impl AsRef<Path>) -> String {
    let path = source(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file in a folder of the repository, and in the folders in it.
pub fn rust_files(folder: &str) -> Vec<Source> {
    let mut folders = vec![source(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = text(&path);
                let path = path.strip_prefix(root()).unwrap().into();
                files.push(Source { path, text });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(!files.is_empty(), "no Rust file in {folder}");
    files
}

/// A function that PHP has too, as it is written in `src`.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The module: its file without `.rs`, or its folder.
    pub topic: String,
    /// The lines before it, with their `///`.
    pub docs: String,
    /// From its name to what it returns, in one line.
    pub signature: String,
    /// Whether it returns a `Result`.
    pub gives_result: bool,
}

/// All of them.
pub fn functions() -> Vec<Function> {
    rust_files("src").iter().flat_map(functions_of).collect()
}

/// The list of PHP's functions, which is the table in `src/lib.rs`: each topic with its own.
pub fn topics() -> Vec<(String, Vec<String>)> {
    let front = text("src/lib.rs");
    let rows = front.lines().filter_map(|line| line.strip_prefix("//! | "));
    let rows = rows.filter_map(|row| row.split_once(" | [`"));
    rows.map(|(topic, names)| {
        let names = names.split("`], [`");
        let names = names.map(|name| name_at(name, 0)).collect();
        (topic.replace(' ', "_"), names)
    })
    .collect()
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
                topic: module(&file.path),
                signature: in_one_line(head.trim_start_matches("pub fn ")),
                docs: docs.into_iter().rev().collect::<Vec<_>>().join("\n"),
                gives_result: head.contains("-> Result<"),
            }
        })
        .collect()
}

/// The module that a file of `src` belongs to: its own, or that of its folder.
pub fn module(path: &Path) -> String {
    let path = path.strip_prefix("src").unwrap_or(path);
    let first = path.iter().next().map(Path::new);
    let name = first.and_then(Path::file_stem).expect("a file in src");
    name.to_string_lossy().into_owned()
}

/// A declaration as rustfmt writes one that is short enough.
fn in_one_line(head: &str) -> String {
    let words: Vec<_> = head.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(", )", ")")
}

/// The name that begins at a place of a line.
pub fn name_at(line: &str, start: usize) -> String {
    let of_name = |c: &char| c.is_alphanumeric() || *c == '_';
    line[start..].chars().take_while(of_name).collect()
}

/// The tests in a folder, as `cargo test` names them: the modules, and the
/// function.
pub fn tests(folder: &str) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for file in rust_files(folder) {
        let module = file.path.strip_prefix(folder).expect("a file in it");
        let module = module.with_extension("");
        let modules = module.iter().map(|name| name.to_string_lossy());
        let modules: String = modules
            .filter(|name| name != "main")
            .map(|name| format!("{name}::"))
            .collect();

        let mut lines = file.text.lines();
        while lines.any(|line| line == "#[test]") {
            let head = lines.by_ref().find(|line| line.starts_with("fn "));
            let name = name_at(head.expect("a test after its mark"), "fn ".len());
            tests.insert(modules.clone() + &name);
        }
    }
    tests
}
