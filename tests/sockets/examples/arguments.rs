//! Each example prints what it is for, and refuses unknown arguments.

use std::fs;
use std::process::Output;

use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::program::program;
use php_sockets_test_support::sources::source;

use crate::common::{has_php, said};

/// The programs in a folder.
fn examples(folder: &str, end: &str) -> Vec<String> {
    let entries = fs::read_dir(source(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter_map(|name| name.strip_suffix(end).map(str::to_owned));
    // `trace` needs a feature, and `tests/trace` has its test. The server and the client in
    // PHP share `options`.
    let is_none = |name: &String| ["trace", "options"].contains(&name.as_str());
    names.filter(|name| !is_none(name)).collect()
}

fn run(language: Language, name: &str, argument: &str) -> Output {
    program(language, name, 0).arg(argument).output().unwrap()
}

#[track_caller]
fn assert_helps(language: Language, names: &[String]) {
    for name in names {
        let help = run(language, name, "--help");
        assert_eq!(help.status.code(), Some(0), "{name}: {}", said(&help));
        assert_eq!(help.stderr, b"", "{name}");
        let text = String::from_utf8(help.stdout.clone()).unwrap();
        let is_told = text.contains("--help  ") || text.contains("It takes no options.");
        assert!(is_told, "{name}: {text}");
        assert_eq!(run(language, name, "-h").stdout, help.stdout, "{name}");
    }
}

#[track_caller]
fn assert_refuses(language: Language, names: &[String]) {
    for name in names {
        let output = run(language, name, "--nonsense");
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(output.stdout, b"", "{name}");
        let complaint = String::from_utf8(output.stderr).unwrap();
        let complaint = complaint.trim_start_matches("Error: ");
        assert_eq!(complaint, "invalid option '--nonsense'\n", "{name}");
    }
}

#[test]
fn every_example_has_help_and_refuses_other_options() {
    let names = examples("examples", ".rs");
    assert!(names.len() >= 13, "{names:?}");
    assert_helps(Rust, &names);
    assert_refuses(Rust, &names);
}

#[test]
fn every_twin_has_help_and_refuses_other_options() {
    if has_php("examples::arguments::every_twin_has_help_and_refuses_other_options") {
        let names = examples("examples/php", ".php");
        assert!(names.len() >= 4, "{names:?}");
        assert_helps(Php, &names);
        assert_refuses(Php, &names);
        for name in names {
            let help = |language| run(language, &name, "--help").stdout;
            assert_eq!(help(Rust), help(Php), "{name}");
        }
    }
}
