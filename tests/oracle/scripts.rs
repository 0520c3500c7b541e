//! The scripts: what is run on both sides.
//!
//! A file of `scripts/` has scripts, each below its title. A title that begins with `in
//! each of` is a table: each of its lines is run in every state that the title
//! names, in a script of its own. With words before it, `switches, in each of`, all
//! lines are run one after another in each state. The states are in `states.txt`; `*`
//! stands for any letters.

use std::path::{Path, PathBuf};
use std::{env, fmt, fs};

use crate::syntax::{Block, Call, blocks};

/// One script.
#[derive(Clone)]
pub(crate) struct Script {
    /// Where it is: a file without its extension, and a title.
    pub(crate) file: String,
    pub(crate) title: String,
    pub(crate) calls: Vec<Call>,
    /// The first version of PHP that runs it, if not all do.
    pub(crate) since: Option<String>,
    /// How many of the calls only lead to the state.
    pub(crate) setup: usize,
}

impl Script {
    /// By which its recordings are found.
    pub(crate) fn place(&self) -> (String, String) {
        (self.file.clone(), self.title.clone())
    }

    /// Whether this version of PHP runs it.
    pub(crate) fn is_for(&self, version: &str) -> bool {
        self.since.as_deref().is_none_or(|since| since <= version)
    }
}

/// Its place, and its lines.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.title)?;
        self.calls
            .iter()
            .try_for_each(|call| write!(f, "\n    {call}"))
    }
}

/// The folder of this test.
pub(crate) fn folder() -> PathBuf {
    env!("CARGO_MANIFEST_DIR").into()
}

/// The scripts of the file that `ORACLE_FILE` names, or all.
pub(crate) fn wanted() -> Vec<Script> {
    let mut scripts = all();
    if let Ok(file) = env::var("ORACLE_FILE") {
        scripts.retain(|script| script.file == file);
        assert!(!scripts.is_empty(), "there is no script file {file}");
    }
    scripts
}

/// All scripts, in the order of the files.
pub(crate) fn all() -> Vec<Script> {
    let states = read(&folder().join("states.txt"));
    let mut files: Vec<_> = fs::read_dir(folder().join("scripts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let scripts = files.iter().flat_map(|path| {
        let file = path.file_stem().unwrap().to_str().unwrap();
        read(path)
            .into_iter()
            .flat_map(|block| expand(file, block, &states))
    });
    scripts.collect()
}

fn read(path: &Path) -> Vec<Block> {
    let text = fs::read_to_string(path).unwrap();
    blocks(path.to_str().unwrap(), &text)
}

/// The scripts of a block: one, or more if it is a table.
fn expand(file: &str, block: Block, states: &[Block]) -> Vec<Script> {
    let script = |title: String, calls: Vec<Call>, setup| Script {
        file: file.to_owned(),
        since: block.since.clone(),
        title,
        calls,
        setup,
    };
    let Some((words, patterns)) = block.title.split_once("in each of ") else {
        return vec![script(block.title, block.calls, 0)];
    };
    let parts: Vec<_> = match words.trim_end_matches(", ") {
        "" => block
            .calls
            .chunks(1)
            .map(|one| (one[0].to_string(), one))
            .collect(),
        words => vec![(words.to_owned(), &block.calls[..])],
    };

    let mut scripts = Vec::new();
    for pattern in patterns.split(',').map(str::trim) {
        let before = scripts.len();
        for state in states.iter().filter(|state| matches(pattern, &state.title)) {
            scripts.extend(parts.iter().map(|(title, calls)| {
                let title = format!("{}: {title}", state.title);
                let calls = state.calls.iter().chain(*calls).cloned().collect();
                script(title, calls, state.calls.len())
            }));
        }
        assert!(
            scripts.len() > before,
            "{file}:{}: no state matches {pattern}",
            block.line
        );
    }
    scripts
}

/// Whether a name has the form of a pattern, in which `*` stands for any letters.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            (0..=name.len()).any(|at| name.is_char_boundary(at) && matches(rest, &name[at..]))
        }),
    }
}
