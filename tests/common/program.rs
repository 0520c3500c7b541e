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

/// The folder of the examples, built as this test was.
fn examples() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let test = env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build
            .args(["build", "--quiet", "--examples"])
            .current_dir(source(""));
        build.arg("--target-dir").arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        match build.status() {
            Ok(status) => assert!(status.success()),
            // Who may not run cargo takes what is there.
            Err(_) => assert!(profile.join("examples/demo").exists()),
        }
        profile.join("examples")
    })
}
