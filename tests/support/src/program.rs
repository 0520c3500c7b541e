//! The examples, in Rust and in PHP, as a reader starts them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::sources::{root, source};

/// The language of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "their names say all")]
pub enum Language {
    Rust,
    Php,
}
use Language::{Php, Rust};

/// One of the examples, ended after a minute whatever happens.
pub fn program(language: Language, name: &str, port: u16) -> Command {
    let mut command = Command::new("timeout");
    command
        .arg("60")
        .env("PORT", port.to_string())
        .env_remove("RUST_BACKTRACE") // the error says enough
        .stdin(Stdio::null())
        .current_dir(root()); // where a reader types it
    match language {
        Rust => command.arg(examples().join(name)),
        Php => command
            .arg("php")
            .arg(source(format!("examples/php/{name}.php"))),
    };
    command
}

/// Where the examples are, once they are built.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

fn examples() -> &'static Path {
    FOLDER.get_or_init(|| build("--examples").expect("the examples compile"))
}

/// Builds one example, and no other: those may not compile yet. Tells whether it does.
pub fn build_only(name: &str) -> bool {
    build(&format!("--example={name}")).is_some_and(|folder| FOLDER.set(folder).is_ok())
}

/// Builds examples as this test was built: for the same machine, in the same folder.
/// Returns theirs, or nothing if one does not compile.
fn build(which: &str) -> Option<PathBuf> {
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let above = profile.parent().unwrap();
    // The outer one of the two that have the mark: cargo marks a folder NAME too.
    let is_target = |folder: &&Path| folder.join("CACHEDIR.TAG").exists();
    let target = above.ancestors().take(2).filter(is_target).last();
    let target = target.unwrap_or(above);

    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package=php-sockets", which]);
    build.current_dir(root());
    build.arg("--target-dir").arg(target);
    if above != target {
        // `cargo test --target NAME` puts a folder of that name between the two.
        build.arg("--target").arg(above.file_name().unwrap());
    }
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
