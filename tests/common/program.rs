//! The examples, in Rust and in PHP, as a reader starts them. All test programs use
//! a part of this file.
#![allow(dead_code)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Rust,
    Php,
}
use Language::{Php, Rust};

/// One of the examples, ended after a minute whatever happens.
pub(crate) fn program(language: Language, name: &str, port: u16) -> Command {
    let mut command = Command::new("timeout");
    command
        .arg("60")
        .env("PORT", port.to_string())
        .env_remove("RUST_BACKTRACE") // the error says enough
        .stdin(Stdio::null());
    match language {
        Rust => command.arg(examples().join(name)),
        Php => command
            .arg("php")
            .arg(source(&format!("examples/php/{name}.php"))),
    };
    command
}

pub(crate) fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Where the examples are, once they are built.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

fn examples() -> &'static Path {
    FOLDER.get_or_init(|| build("--examples").expect("the examples compile"))
}

/// Builds one example, and no other: those may not compile yet. Tells whether it does.
pub(crate) fn build_only(name: &str) -> bool {
    build(&format!("--example={name}")).is_some_and(|folder| FOLDER.set(folder).is_ok())
}

/// Builds examples as this test was built. Returns their folder, or nothing if one does
/// not compile.
fn build(which: &str) -> Option<PathBuf> {
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", which]);
    build.current_dir(source(""));
    build.arg("--target-dir").arg(profile.parent().unwrap());
    if profile.ends_with("release") {
        build.arg("--release");
    }
    let is_built = match build.status() {
        Ok(status) => status.success(),
        // Who may not run cargo takes what is there.
        Err(_) => profile.join("examples/demo").exists(),
    };
    is_built.then(|| profile.join("examples"))
}
