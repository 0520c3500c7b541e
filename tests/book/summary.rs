//! Every step has a page, and the table of contents has it, with the pages that belong to it
//! below it.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step;
use php_sockets_test_support::sources::source;

pub(crate) fn check() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let summary = fs::read_to_string(source("docs/SUMMARY.md"))?;
    let lines: Vec<_> = summary.lines().filter(|line| !line.is_empty()).collect();
    for step in step::all() {
        let page = format!("steps/{}/index.md", step.folder);
        if !source("docs").join(&page).exists() {
            wrong.push(format!("there is no docs/{page}"));
        }
        let link = format!("]({page})");
        let mut lines = lines.iter().skip_while(|line| !line.contains(&link));
        if lines.next().is_none() {
            wrong.push(format!("SUMMARY.md has no link to {page}"));
        }
        let below: Vec<_> = lines.take_while(|line| line.starts_with("  - ")).collect();
        for name in step.children() {
            let link = format!("](steps/{}/{name}.md)", step.folder);
            if !below.iter().any(|line| line.contains(&link)) {
                wrong.push(format!(
                    "SUMMARY.md has no link to {name}.md below the step"
                ));
            }
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n").into()),
    }
}
