//! The README's project works: its commands, its program, and the output of that.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use php_sockets_test_support::files::folder;
use php_sockets_test_support::sources::{root, source, text};

use crate::page::{Block, blocks};

/// In a folder that contains only the repository, as a reader would do it.
pub(crate) fn check() -> Result<(), Failed> {
    let readme = text("README.md");
    let [commands, program, printed] = parts(&readme)?;
    let folder = folder();
    symlink(root(), folder.path().join("php-sockets"))?;

    run(folder.path(), "sh", &["-e", "-c", &commands])?;
    let project = folder.path().join("hello");
    fs::write(project.join("src/main.rs"), program)?;
    // The versions that are installed already: a test needs no network.
    fs::copy(source("Cargo.lock"), project.join("Cargo.lock"))?;
    let said = run(&project, env!("CARGO"), &["run", "--quiet"])?;

    match said == printed {
        true => Ok(()),
        false => Err(format!("README.md shows\n{printed}\nthe program prints\n{said}").into()),
    }
}

/// The commands, the program, and what it prints.
fn parts(readme: &str) -> Result<[String; 3], Failed> {
    let part = readme.split_once("<!-- ANCHOR: project -->");
    let part = part.and_then(|(_, rest)| rest.split_once("<!-- ANCHOR_END: project -->"));
    let (part, _) = part.ok_or("README.md has no part `project`")?;

    let blocks = blocks(part);
    let languages: Vec<_> = blocks.iter().map(|block| block.language).collect();
    if languages != ["sh", "sh", "sh", "rust", "text"] {
        return Err(format!("README.md has other blocks: {languages:?}").into());
    }
    let whole = |block: &Block| block.lines.join("\n") + "\n";
    let (commands, others) = blocks.split_at(3);
    let commands = commands.iter().map(whole).collect();
    Ok([commands, whole(&others[0]), whole(&others[1])])
}

/// Runs a program in a folder and returns what it prints.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<String, Failed> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TARGET_DIR", source("target/project"))
        .output()?;

    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{program} {arguments:?}: {complaint}").into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
