//! A step of the tutorial, as its file `step.toml` describes it.
#![allow(missing_docs, reason = "docs/contribute.md explains the keys")]

use std::fs;
use std::path::{Path, PathBuf};

use php_sockets_test_support::program::Language;
use php_sockets_test_support::sources::source;
use serde::Deserialize;

use crate::program::{file, is_example, needs_tls};

/// The contents of `docs/steps/NN-name/step.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// `step04`: its name in tests and exercises.
    #[serde(skip)]
    pub name: String,
    /// `04-bind`: its folder, which has its page.
    #[serde(skip)]
    pub folder: String,
    /// Where its files are.
    #[serde(skip)]
    pub place: PathBuf,
    /// The programs that the page shows, by their names.
    pub programs: Vec<String>,
    /// For each of them the program before it; lines that differ are marked.
    pub before: Vec<String>,
    /// Where on the map of TCP's states a socket is in this step.
    pub states: Vec<String>,
    pub run: Vec<Run>,
    pub failures: Failures,
    pub exercise: Exercise,
}

/// Programs that run at the same time, each in a terminal.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Run {
    /// The transcript's file: `run` is `run.txt`, or `run-1.txt` and `run-2.txt`.
    pub name: String,
    pub terminals: Vec<Terminal>,
    /// Why PHP prints something else, if it does. It then has a transcript of its own.
    pub php_differs: Option<String>,
    /// Why there is no program in Rust, or none in PHP, if so.
    pub only_php: Option<String>,
    pub only_rust: Option<String>,
    /// Run without root's privileges, even if root runs it.
    pub unprivileged: bool,
    /// How many descriptors it may have open.
    pub files: Option<u32>,
    /// The PHP that its programs need, if not every one will do: `8.6`.
    pub php: Option<String>,
    /// Why it runs only all in Rust and all in PHP, and in no mixture of both, if so.
    pub unmixed: Option<String>,
    /// Tools without which it prints something else; then it is not compared.
    pub needs: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terminal {
    pub program: String,
    pub arguments: Vec<String>,
    /// A command that runs the program: a script that makes a network for it.
    pub through: String,
    /// Instead of a program, a line for the shell, with the article's port.
    pub command: String,
    /// How often it runs, one run after another; once by default.
    pub times: u32,
    /// Started when the terminal before it has shown this string.
    pub after: String,
    /// Started when all before it have ended, but for those that never do.
    pub ended: bool,
    /// The code it must end with.
    pub exit: i32,
    /// It does not end by itself, and is stopped when the others have ended.
    pub stop: bool,
    /// How many lines of what it prints are shown and compared; all by default.
    pub lines: usize,
}

/// The table of what can go wrong. The program causes each failure, in order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Failures {
    pub php_differs: Option<String>,
    pub unprivileged: bool,
    pub files: Option<u32>,
    pub php: Option<String>,
    pub rows: Vec<Failure>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// What goes wrong. The programs print it before they cause it: `-- cause`.
    pub cause: String,
    /// What to do about it.
    pub remedy: String,
    /// What keeps Rust from making this mistake at all: only PHP's program makes it.
    pub rust: Option<String>,
}

/// What `cargo exercise NN` does, line by line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exercise {
    /// How long it takes: an estimate.
    pub minutes: usize,
    pub check: Vec<Line>,
}

/// A line of the script: one thing the check does, or waits for.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    #[serde(flatten)]
    pub action: Action,
    /// The hint for a learner whose program does not do it.
    #[serde(default)]
    pub hint: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A peer listens on a port of its own. From now on PORT is that one.
    Listens(bool),
    /// From now on PORT is this one. With 0 the kernel chooses a port.
    Port(u16),
    /// The learner's program starts, with these arguments.
    Starts(Vec<String>),
    /// The program prints a line with this in it, after what it printed before.
    Prints(String),
    /// The peer connects to PORT.
    Connects(bool),
    /// The peer takes the program's connection.
    Accepts(bool),
    /// Nothing happens for this many milliseconds, so that the program reads what has arrived.
    Waits(u64),
    Sends(String),
    /// Exactly this arrives from the program.
    Receives(String),
    /// The program closes its end, and nothing is left to read.
    Ends(bool),
    /// The peer closes its end.
    Closes(bool),
    /// The peer resets its connection.
    Breaks(bool),
    /// Another client connects to PORT and resets its connection; the peer keeps its own.
    Resets(bool),
    /// The program has not printed this up to now.
    Lacks(String),
    /// The program ends with this code.
    Exits(i32),
}

impl Terminal {
    /// What a reader types to start it in Rust.
    pub fn rust(&self) -> String {
        if !self.command.is_empty() {
            return self.command.clone();
        }
        // Without it, cargo would take the flags of an example for its own.
        let (mut command, before) = match is_example(&self.program) {
            true => (format!("cargo run --example {}", self.program), " -- "),
            false if needs_tls(&self.program) => (
                format!("cargo step {} --features tls", self.program),
                " -- ",
            ),
            false => (format!("cargo step {}", self.program), " "),
        };
        if !self.arguments.is_empty() {
            command += &format!("{before}{}", self.arguments.join(" "));
        }
        self.repeated(self.wrapped(command))
    }

    /// What a reader types to start it in PHP.
    pub fn php(&self) -> String {
        if !self.command.is_empty() {
            return self.command.clone();
        }
        let mut command = format!("php {}", file(Language::Php, &self.program));
        for argument in &self.arguments {
            command += &format!(" {argument}");
        }
        self.repeated(self.wrapped(command))
    }

    fn wrapped(&self, command: String) -> String {
        match &*self.through {
            "" => command,
            through => format!("{through} {command}"),
        }
    }

    fn repeated(&self, command: String) -> String {
        match self.times {
            0 | 1 => command,
            times => format!("for n in $(seq {times}); do {command}; done"),
        }
    }
}

impl Step {
    /// The number of the step: `04`. What is not a step has none.
    pub fn number(&self) -> &str {
        self.folder.split('-').next().unwrap_or_default()
    }

    /// The pages that belong to the step's page, by their names: `queue` is `queue.md`.
    pub fn children(&self) -> Vec<String> {
        let files = fs::read_dir(&self.place).unwrap();
        let names = files.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names
            .filter_map(|name| Some(name.strip_suffix(".md")?.to_owned()))
            .filter(|name| name != "index")
            .collect();
        names.sort();
        names
    }

    /// The program that causes the failures: `04-failures`.
    pub fn failing(&self) -> String {
        format!("{}-failures", self.number())
    }

    /// Where the learner starts: `04-exercise`.
    pub fn exercise(&self) -> String {
        format!("{}-exercise", self.number())
    }

    /// The exercise, solved: `04-solution`, or the step's program if that is the solution.
    pub fn solution(&self) -> String {
        match self.place.join("solution.rs").exists() {
            true => format!("{}-solution", self.number()),
            false => self.number().to_owned(),
        }
    }
}

/// All of them, in their order.
pub fn all() -> Vec<Step> {
    folders().into_iter().map(read).collect()
}

/// Their folders, which begin with a number: `04-bind`.
pub(crate) fn folders() -> Vec<String> {
    let folders = fs::read_dir(source("docs/steps")).unwrap();
    let folders = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut folders: Vec<_> = folders
        .filter(|name| name.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    folders
}

fn read(folder: String) -> Step {
    let place = source("docs/steps").join(&folder);
    let step = parse(&place.join("step.toml"));
    Step {
        name: format!("step{}", &folder[..2]),
        folder,
        place,
        ..step
    }
}

/// What pages outside the tutorial show, as if it were a step.
pub fn reference() -> Step {
    let place = source("docs/reference");
    let step = parse(&place.join("runs.toml"));
    Step {
        name: "reference".into(),
        place,
        ..step
    }
}

fn parse(path: &Path) -> Step {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
