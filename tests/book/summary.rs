//! Every step has a page, and the table of contents has it.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step;
use php_sockets_test_support::sources::source;

pub(crate) fn check() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let summary = fs::read_to_string(source("docs/SUMMARY.md"))?;
    for step in step::all() {
        let page = format!("steps/{}/index.md", step.folder);
        if !source("docs").join(&page).exists() {
            wrong.push(format!("there is no docs/{page}"));
        }
        if !summary.contains(&format!("]({page})")) {
            wrong.push(format!("SUMMARY.md has no link to {page}"));
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}
