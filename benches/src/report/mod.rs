//! Makes the tables and plots of the page `docs/speed.md` from what was measured.

mod bars;
mod data;
mod goals;
mod plots;
mod statistics;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub use data::{Count, Data, Turn};

/// Where the page's data, tables and plots are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/speed")
}

/// What is made of the data: the name of each file, and its text.
pub fn files(data: &Data) -> Vec<(&'static str, String)> {
    vec![
        ("jobs.md", tables::jobs(data)),
        ("calls.md", tables::calls(data)),
        ("watch.md", tables::watch(data)),
        ("memory.md", tables::memory(data)),
        ("system_calls.md", tables::system_calls(data)),
        ("instructions.md", tables::instructions(data)),
        ("goals.md", goals::table(data)),
        ("machine.md", tables::machine(data)),
        ("times.svg", plots::times(data)),
        ("select.svg", plots::select(data)),
        ("lines.svg", plots::lines(data)),
        ("instructions.svg", plots::instructions(data)),
    ]
}

/// Writes them.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write(data: &Data, folder: &Path) -> Result<()> {
    for (name, text) in files(data) {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// What was measured, for a terminal.
pub fn text(data: &Data) -> String {
    tables::text(data)
}
