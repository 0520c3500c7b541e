//! Every step has a page, every page a step, and the table of contents has both.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step;
use php_sockets_test_support::sources::source;

pub(crate) fn check() -> Result<(), Failed> {
    let mut pages: Vec<_> = fs::read_dir(source("docs/src/steps"))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    pages.sort();
    let steps = step::all();
    let wanted: Vec<_> = steps
        .iter()
        .map(|step| format!("{}.md", step.folder))
        .collect();
    if pages != wanted {
        return Err(format!("docs/src/steps has {pages:?}, docs/steps {wanted:?}").into());
    }

    let summary = fs::read_to_string(source("docs/src/SUMMARY.md"))?;
    for page in wanted {
        if !summary.contains(&format!("](steps/{page})")) {
            return Err(format!("SUMMARY.md has no link to steps/{page}").into());
        }
    }
    Ok(())
}
