//! The programs of the steps work on their own: without the line that starts the listener they
//! need the crate, anyhow, nix for limits and signal-hook for signals, or PHP, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;
use php_sockets_steps::program::needs_tls;
use php_sockets_steps::step::{self, Run, Step, Terminal};
use php_sockets_test_support::files::folder;
use php_sockets_test_support::port::free_port;
use php_sockets_test_support::program::{limited, php_of};
use php_sockets_test_support::sources::{root, source};
use php_sockets_test_support::tools::{has_php, has_php_of};

use crate::code::is_listener;

const PACKAGE: &str = r#"[package]
name = "reader"
edition = "2024"

[workspace]

[dependencies]
anyhow = "1.0.100"
nix = { version = "0.31.3", default-features = false, features = ["resource"] }
signal-hook = { version = "0.4.0", default-features = false }
"#;

/// All of Rust's programs compile in one package of a reader.
pub(crate) fn rust() -> Result<(), Failed> {
    let folder = folder();
    let programs = folder.path().join("src/bin");
    fs::create_dir_all(&programs)?;
    let mut listeners = 0;
    for (step, path) in programs_in("rs")? {
        let text = fs::read_to_string(&path)?;
        // Built with rustls, which takes long, where it runs.
        if needs_tls(&name(&step, &path)) {
            continue;
        }
        let plain = without_listener(&text);
        if plain.contains("php_sockets_tutorial") {
            return Err(format!("{} names the listener twice", path.display()).into());
        }
        listeners += usize::from(plain.len() < text.len());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        fs::write(programs.join(format!("{}-{name}", step.name)), plain)?;
    }
    // A test that removes no line would prove nothing.
    if listeners < 30 {
        return Err(format!("only {listeners} programs start the listener").into());
    }

    let crate_path = format!("php-sockets = {{ path = {:?} }}\n", root());
    fs::write(
        folder.path().join("Cargo.toml"),
        PACKAGE.to_owned() + &crate_path,
    )?;
    // The versions that are installed already: a test needs no network.
    fs::copy(source("Cargo.lock"), folder.path().join("Cargo.lock"))?;
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--quiet", "--offline", "--bins"]);
    check.current_dir(folder.path());
    check.env("CARGO_TARGET_DIR", source("target/project"));
    succeeds(&mut check, Path::new("src/bin"))
}

/// All of PHP's programs run as they are in a step, one after another. Those that need another
/// terminal only compile: the transcripts run them, and they have no listener.
pub(crate) fn php() -> Result<(), Failed> {
    if !has_php("book plain") {
        return Ok(());
    }
    let folder = folder();
    for (step, path) in programs_in("php")? {
        let plain = folder.path().join("program.php");
        fs::write(&plain, without_listener(&fs::read_to_string(&path)?))?;
        let mut check = Command::new("php");
        succeeds(check.arg("-l").arg(&plain), &path)?;
        if needs_another(&step, &path) {
            continue;
        }

        let run = run_of(&step, &path);
        let terminal = run.terminals.first().cloned().unwrap_or_default();
        // The script that it is run by makes what it needs.
        if !terminal.through.is_empty() {
            continue;
        }
        let php = match &run.php {
            Some(version) if !has_php_of("book plain", version) => continue,
            Some(version) => php_of(version).unwrap_or_default(),
            None => "php".into(),
        };
        let mut run = limited(php, free_port());
        run.args(["-d", "display_errors=stderr"]).arg(&plain);
        let code = run.output()?.status.code();
        let expected = terminal.exit;
        if code != Some(expected) {
            return Err(format!("{} ends with {code:?}, not {expected}", path.display()).into());
        }
    }
    Ok(())
}

/// The programs of all steps that are written in this language.
fn programs_in(language: &str) -> Result<Vec<(Step, PathBuf)>, Failed> {
    let mut programs = Vec::new();
    for step in step::all() {
        for file in fs::read_dir(&step.place)? {
            let path = file?.path();
            // The check of an exercise is a part of the tests.
            let is_check = path.ends_with("peer.rs");
            if path.extension().is_some_and(|end| end == language) && !is_check {
                programs.push((step.clone(), path));
            }
        }
    }
    programs.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(programs)
}

fn without_listener(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines.filter(|line| !is_listener(line.trim_end())).collect()
}

/// The name of a program: `20-chat`.
fn name(step: &Step, path: &Path) -> String {
    let word = path.file_stem().unwrap_or_default().to_string_lossy();
    match &*word {
        "run" => step.number().to_owned(),
        word => format!("{}-{word}", step.number()),
    }
}

/// Whether it only runs beside a program in another terminal, as a server or its client.
fn needs_another(step: &Step, path: &Path) -> bool {
    let name = name(step, path);
    let runs = |terminal: &Terminal| terminal.program == name;
    let mut runs = step.run.iter().filter(|run| run.terminals.iter().any(runs));
    runs.any(|run| run.terminals.len() > 1)
}

/// How a program runs, alone, from the step's description.
fn run_of(step: &Step, path: &Path) -> Run {
    let name = name(step, path);
    if name == step.failing() {
        let php = step.failures.php.clone();
        return Run {
            php,
            ..Run::default()
        };
    }
    let runs = |run: &&Run| {
        run.terminals
            .iter()
            .any(|terminal| terminal.program == name)
    };
    step.run.iter().find(runs).cloned().unwrap_or_default()
}

fn succeeds(command: &mut Command, what: &Path) -> Result<(), Failed> {
    let output = command.output()?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{}: {complaint}", what.display()).into()),
    }
}
