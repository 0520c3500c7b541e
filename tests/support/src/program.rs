//! The examples, in Rust and in PHP, as a reader starts them.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};

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
    match language {
        Rust => limited(examples().join(name), port),
        Php => php_file(format!("examples/php/{name}.php"), port),
    }
}

/// A file of PHP in the repository, ended after a minute whatever happens.
pub fn php_file(path: impl AsRef<Path>, port: u16) -> Command {
    php_file_with("php", path, port)
}

/// The same with another PHP than the installed one, such as that of [`php_of`].
pub fn php_file_with(php: impl AsRef<OsStr>, path: impl AsRef<Path>, port: u16) -> Command {
    let mut command = limited(php, port);
    command.arg(source(path));
    command
}

/// A PHP of this version, such as 8.6: the installed one, or the one in the folder that `.ci/php`
/// makes.
pub fn php_of(version: &str) -> Option<PathBuf> {
    static FOUND: Mutex<BTreeMap<String, Option<PathBuf>>> = Mutex::new(BTreeMap::new());

    let is_of = |php: &PathBuf| {
        let says = "echo AF_INET, ' ', PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION;";
        let said = Command::new(php).args(["-r", says]).output();
        said.is_ok_and(|said| said.stdout.ends_with(format!(" {version}").as_bytes()))
    };
    let mut found = FOUND.lock().unwrap();
    let find = || {
        let folder = source(format!("target/php{version}/php"));
        [PathBuf::from("php"), folder].into_iter().find(is_of)
    };
    found.entry(version.into()).or_insert_with(find).clone()
}

/// A program where a reader starts it, ended after a minute whatever happens.
pub fn limited(program: impl AsRef<OsStr>, port: u16) -> Command {
    let mut command = Command::new("timeout");
    command
        .arg("60")
        .arg(program)
        .env("PORT", port.to_string())
        .env_remove("RUST_BACKTRACE") // the error says enough
        .stdin(Stdio::null())
        .current_dir(root());
    command
}

/// Where the examples are, once they are built.
fn examples() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let built = build("php-sockets", "--examples", "examples/demo");
        built.expect("the examples compile").join("examples")
    })
}

/// Builds programs of a package as this one was built: for the same machine, in the same
/// folder. Returns that folder, or nothing if one of them does not compile. `there` is one
/// of them, for users who may not run cargo.
pub fn build(package: &str, which: &str, there: &str) -> Option<PathBuf> {
    let this = env::current_exe().unwrap();
    let mut profile = this.parent().unwrap();
    if profile.ends_with("deps") {
        profile = profile.parent().unwrap(); // a test's
    }
    let above = profile.parent().unwrap();
    // The outer one of the two that have the mark: cargo marks a folder NAME too.
    let is_target = |folder: &&Path| folder.join("CACHEDIR.TAG").exists();
    let target = above.ancestors().take(2).filter(is_target).last();
    let target = target.unwrap_or(above);

    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", package]);
    build.args(which.split(' '));
    // What this test was built with would make cargo build some libraries again.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            build.env_remove(&*name);
        }
    }
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
        // A user who may not run cargo takes the existing one.
        Err(_) => profile.join(there).exists(),
    };
    is_built.then(|| profile.to_owned())
}
