//! Generated files: compared with the existing ones, or written.

use std::path::Path;
use std::{env, fs};

use libtest_mimic::Failed;
use php_sockets_steps::step::Step;
use similar::TextDiff;

/// Compares a file of the step's folder `made` with what it should contain; with
/// `UPDATE_BOOK=1` writes it.
pub(crate) fn keep(step: &Step, name: &str, text: &str) -> Result<(), Failed> {
    keep_in(&step.place, &step.name, name, text)
}

/// The same for a folder that does not belong to a step, and the test that writes it.
pub(crate) fn keep_in(folder: &Path, test: &str, name: &str, text: &str) -> Result<(), Failed> {
    let path = folder.join("made").join(name);
    let there = fs::read_to_string(&path).unwrap_or_default();
    if there == text {
        return Ok(());
    }
    if env::var("UPDATE_BOOK").as_deref() == Ok("1") {
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        fs::write(&path, text)?;
        return Ok(());
    }

    let diff = TextDiff::from_lines(&there, text);
    let diff = diff.unified_diff().header("the book", "now").to_string();
    Err(format!(
        "{}\n{diff}\nIf the new one is right: UPDATE_BOOK=1 cargo tutorial {}",
        path.display(),
        test
    )
    .into())
}
