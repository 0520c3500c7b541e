//! The rows against a crate that has a fault: each row must report its own. A copy of the
//! repository gets one fault of `planted.tsv` at a time, is built, and runs that row.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::command::{self, cargo, here};
use crate::report::{Effort, Report};
use crate::rows;

/// What the copy does not need.
const LEFT_OUT: [&str; 2] = [".git", "target"];

/// A line of `planted.tsv`.
struct Plant<'t> {
    row: &'t str,
    file: &'t str,
    line: &'t str,
    fault: &'t str,
    what: &'t str,
}

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    match plant_all(&mut report) {
        Ok(rows) => report.note(format!("in {rows} rows")),
        Err(why) => report.fail(format!("{why:#}")),
    }
    report
}

/// Tries them all; the number of rows that have one.
fn plant_all(report: &mut Report) -> Result<usize> {
    let table = fs::read_to_string(here("planted.tsv"))?;
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let plants = lines.map(parse).collect::<Result<Vec<_>>>()?;
    // Always the same place, so that cargo builds again only what has changed.
    let copy = command::target("planted")?.join("copy");
    let _ = fs::remove_dir_all(&copy);
    copy_folder(&here("../.."), &copy)?;

    let mut names: Vec<_> = plants.iter().map(|plant| plant.row).collect();
    names.dedup();
    for plant in &plants {
        let told = noticed(plant, &copy);
        let text = told
            .as_ref()
            .map_or_else(|why| format!("{why:#}"), String::clone);
        eprintln!("{:12} {}: {text:.200}", plant.row, plant.what);
        report.check(told.is_ok(), || {
            format!("{}, {}: {text}", plant.row, plant.what)
        });
    }
    Ok(names.len())
}

fn parse(line: &str) -> Result<Plant<'_>> {
    let fields: Vec<_> = line.split('\t').collect();
    let [row, file, line, fault, what] = fields[..] else {
        bail!("not a plant: {line}");
    };
    Ok(Plant {
        row,
        file,
        line,
        fault,
        what,
    })
}

/// Plants a fault for one run. Returns what the row reports: how many failures, and the first.
fn noticed(plant: &Plant<'_>, copy: &Path) -> Result<String> {
    let file = copy.join(plant.file);
    let whole = fs::read_to_string(&file).with_context(|| plant.file.to_owned())?;
    let lines = whole.lines().filter(|line| line.trim() == plant.line);
    let count = lines.count();
    ensure!(count == 1, "the line is there {count} times");
    let replaced = whole.lines().map(|line| match line.trim() == plant.line {
        true => plant.fault,
        false => line,
    });
    fs::write(&file, replaced.collect::<Vec<_>>().join("\n"))?;
    let told = built_and_run(plant.row, copy);
    fs::write(&file, whole)?;

    let report = told?;
    if let Some(why) = report.skipped {
        bail!("skipped: {why}");
    }
    let first = report.failures.first().context("not noticed")?;
    Ok(format!("{} failures, {first}", report.failures.len()))
}

/// Builds this program in the copy and runs one row of it.
fn built_and_run(row: &str, copy: &Path) -> Result<Report> {
    let target = command::target("planted")?;
    let mut build = cargo();
    build.current_dir(copy).env("CARGO_TARGET_DIR", &target);
    build.env("RUSTFLAGS", "-Awarnings");
    build.args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "php-sockets-faults",
    ]);
    let ended = command::run(&mut build, Duration::from_secs(600))?;
    ensure!(ended.success, "does not build: {}", ended.status_text);

    let mut rig = Command::new(target.join("release/php-sockets-faults"));
    rig.env("CARGO_TARGET_DIR", &target).stderr(Stdio::null());
    command::alone(rig, rows::named(row)?, Effort::Quick)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        match entry.is_dir() {
            true => copy_folder(&entry, &to.join(name))?,
            false => drop(fs::copy(&entry, to.join(name))?),
        }
    }
    Ok(())
}
