//! The programs of the tutorial, by their names: `04` is `docs/steps/04-bind/run.rs`,
//! `07-queue` is `docs/steps/07-handshake/queue.rs`, `errors`, `port` and `rust` are the
//! reference's, and the others, `server` and `client`, are examples.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::program::{
    self as example, build, limited, php_file, php_file_with, php_of,
};
use php_sockets_test_support::sources::root;

use crate::step::folders;

/// The programs of pages that are no step's.
const REFERENCE: [&str; 3] = ["errors", "port", "rust"];

/// A program, ended after a minute whatever happens.
pub fn program(language: Language, name: &str, port: u16) -> Command {
    match language {
        Rust if is_example(name) => example::program(Rust, name, port),
        Rust if needs_tls(name) => limited(programs_with_tls().join(name), port),
        Rust => limited(programs().join(name), port),
        Php => php_file(file(Php, name), port),
    }
}

/// The programs that need the feature `tls`, for whose library no other program waits.
const WITH_TLS: [&str; 2] = ["27-tls", "27-client"];

/// Whether it is built with the feature `tls`.
pub fn needs_tls(name: &str) -> bool {
    WITH_TLS.contains(&name)
}

/// A program in PHP, run by a PHP of this version. There must be one.
#[track_caller]
pub fn program_in_php(version: &str, name: &str, port: u16) -> Command {
    let php = php_of(version).expect("a PHP of that version");
    php_file_with(php, file(Php, name), port)
}

/// The same command, which a tool restricts or watches.
pub fn through(tool: &[impl AsRef<OsStr>], command: &Command) -> Command {
    let mut other = Command::new(&tool[0]);
    other.args(&tool[1..]);
    other.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        other.env(name, value.unwrap_or_default());
    }
    other.stdin(Stdio::null()).current_dir(root());
    other
}

/// Whether it belongs to the crate, not to the tutorial.
pub fn is_example(name: &str) -> bool {
    folder(name).is_none()
}

/// Where a program is in the repository.
pub fn file(language: Language, name: &str) -> String {
    let end = match language {
        Rust => "rs",
        Php => "php",
    };
    match (folder(name), language) {
        (Some(folder), _) if REFERENCE.contains(&name) => format!("{folder}/{name}.{end}"),
        (Some(folder), _) => {
            let word = name.split_once('-').map_or("run", |(_, word)| word);
            format!("{folder}/{word}.{end}")
        }
        (None, Rust) => format!("examples/{name}.rs"),
        (None, Php) => format!("examples/php/{name}.php"),
    }
}

/// The folder of a program of the tutorial.
fn folder(name: &str) -> Option<String> {
    if REFERENCE.contains(&name) {
        return Some("docs/reference".into());
    }
    let number = name.split('-').next()?;
    let mut folders = folders().into_iter();
    let folder = folders.find(|folder| folder.split('-').next() == Some(number))?;
    Some(format!("docs/steps/{folder}"))
}

/// Where the programs are, once they are built.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

fn programs() -> &'static Path {
    FOLDER.get_or_init(|| {
        build("php-sockets-tutorial", "--bins", "00").expect("the tutorial's programs compile")
    })
}

fn programs_with_tls() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let which = WITH_TLS.map(|name| format!("--bin={name}")).join(" ");
        let built = build(
            "php-sockets-tutorial",
            &format!("{which} --features=tls"),
            "27-tls",
        );
        built.expect("the programs with TLS compile")
    })
}

/// Builds one program only, because the others may not compile yet. Returns whether it compiles.
pub fn build_only(name: &str) -> bool {
    let built = build("php-sockets-tutorial", &format!("--bin={name}"), name);
    built.map(|folder| FOLDER.get_or_init(|| folder)).is_some()
}
