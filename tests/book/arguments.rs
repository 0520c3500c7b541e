//! The programs that take arguments list them in their help, and refuse all others.

use std::fs::File;
use std::process::{Command, Output};
use std::time::SystemTime;

use libtest_mimic::Failed;
use php_sockets_steps::program::program;
use php_sockets_steps::screen::Screen;
use php_sockets_test_support::process::said;
use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::sources::{root, source};
use php_sockets_test_support::tools::has_php;

pub(crate) fn doctor() -> Result<(), Failed> {
    has_help(Rust, "00");
    refuses(
        Rust,
        "00",
        "--nonsense",
        "Error: invalid option '--nonsense'",
    );
    Ok(())
}

pub(crate) fn errors() -> Result<(), Failed> {
    let help = has_help(Rust, "errors");
    refuses_errors(Rust);
    if has_php("arguments::errors") {
        assert_eq!(has_help(Php, "errors"), help);
        refuses_errors(Php);
    }
    Ok(())
}

/// An invalid port is reported before the first call.
pub(crate) fn port() -> Result<(), Failed> {
    let languages = if has_php("arguments::port") {
        &[Rust, Php][..]
    } else {
        &[Rust]
    };
    for language in languages {
        for port in ["nonsense", "65536", "-1", ""] {
            let output = program(*language, "04", 0).env("PORT", port).output()?;
            assert_eq!(output.status.code(), Some(1), "{language:?} {port:?}");
            let complaint = "Error: PORT must be a number from 0 to 65535\n";
            assert_eq!(said(&output), complaint, "{language:?} {port:?}");
        }
    }
    Ok(())
}

/// The commands of the pages, which are aliases of this repository.
pub(crate) fn aliases() -> Result<(), Failed> {
    let help = cargo(&["step", "00", "--", "--help"])?;
    assert_eq!(help.stdout, run(Rust, "00", "--help").stdout);

    let exercise = cargo(&["exercise"])?;
    assert_eq!(exercise.status.code(), Some(1));
    let said = String::from_utf8_lossy(&exercise.stdout);
    let told = said.starts_with("`cargo exercise 04` checks the exercise of step 04.\n");
    assert!(told, "{said}");

    // A program in any language, which here is no server.
    let other = cargo(&["exercise", "28", "--", "echo", "no server"])?;
    assert_eq!(other.status.code(), Some(1));
    let said = String::from_utf8_lossy(&other.stdout);
    let told = said.starts_with("\nNot yet: Stage 1, the door. ");
    assert!(
        told && said.ends_with("\nThe program printed:\nno server\n"),
        "{said}"
    );
    Ok(())
}

/// An exercise that is watched is checked again when its file is saved.
pub(crate) fn watch() -> Result<(), Failed> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["exercise", "00", "--watch"])
        .current_dir(root());
    let mut screen = Screen::new(cargo)?;
    let waits = "The next check begins when you save the file.";
    // It may have to be built first.
    let patiently =
        |screen: &mut Screen, text, from| (0..12).find_map(|_| screen.wait_for(text, from));
    let first = patiently(&mut screen, waits, 0).ok_or("it does not wait")?;

    let file = File::options()
        .append(true)
        .open(source("docs/steps/00-ready/exercise.rs"))?;
    file.set_modified(SystemTime::now())?;
    let second = patiently(&mut screen, "\nNot yet: ", first);
    let said = screen.stop();
    match second {
        Some(_) => Ok(()),
        None => Err(format!("it was not checked again: {said}").into()),
    }
}

fn cargo(arguments: &[&str]) -> Result<Output, Failed> {
    let mut cargo = Command::new(env!("CARGO"));
    Ok(cargo.args(arguments).current_dir(root()).output()?)
}

fn refuses_errors(language: Language) {
    for name in ["nonsense", "--nonsense"] {
        let complaint = format!("{name}: no such error here; without a name, all are shown");
        refuses(language, "errors", name, &complaint);
    }
}

fn run(language: Language, name: &str, argument: &str) -> Output {
    let run = program(language, name, 0).arg(argument).output();
    run.expect("a program that is there")
}

fn has_help(language: Language, name: &str) -> String {
    let help = run(language, name, "--help");
    assert_eq!(help.status.code(), Some(0), "{}", said(&help));
    assert_eq!(help.stderr, b"");
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(text.contains("--help  "), "{text}");
    assert_eq!(run(language, name, "-h").stdout, help.stdout);
    text
}

fn refuses(language: Language, name: &str, argument: &str, complaint: &str) {
    let output = run(language, name, argument);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, b"");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, format!("{complaint}\n"));
}
