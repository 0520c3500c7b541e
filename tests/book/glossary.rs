//! The glossary: its terms, and the links from the steps to it and back.

use std::fs;

use libtest_mimic::Failed;
use php_sockets_test_support::sources::source;

/// Each term once, in alphabetical order.
pub(crate) fn terms() -> Result<(), Failed> {
    let text = fs::read_to_string(source("docs/glossary.md"))?;
    let terms: Vec<_> = entries(&text)
        .map(|(term, _)| term.to_lowercase())
        .collect();
    if terms.len() < 20 {
        return Err(format!("only these terms: {terms:?}").into());
    }
    match terms.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(format!("{} is before {}", pair[0], pair[1]).into()),
        None => Ok(()),
    }
}

/// A term that steps link to ends with a link to the first of them, and no other term links to a step.
pub(crate) fn links() -> Result<(), Failed> {
    let pages = pages()?;
    let text = fs::read_to_string(source("docs/glossary.md"))?;
    let mut wrong = Vec::new();
    let mut linked = 0;
    for (term, says) in entries(&text) {
        let id = term.to_lowercase().replace(' ', "-");
        let here = format!("glossary.md#{id})");
        let first = pages.iter().find(|(_, page)| page.contains(&here));
        let is_right = match first.map(|(path, _)| back(path)) {
            Some(link) => says.ends_with(&link) && says.matches("](steps/").count() == 1,
            None => !says.contains("](steps/"),
        };
        linked += usize::from(first.is_some());
        if !is_right {
            let wanted = first.map(|(path, _)| back(path)).unwrap_or("none".into());
            wrong.push(format!("{term}: the link back is not {wanted}: {says}"));
        }
    }
    match (wrong.is_empty(), linked) {
        (true, 11..) => Ok(()),
        (true, _) => Err(format!("steps link to only {linked} terms").into()),
        (false, _) => Err(wrong.join("\n").into()),
    }
}

/// The terms, each with its explanation on one line.
fn entries(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.split("\n\n").filter_map(|entry| {
        let (term, says) = entry.split_once("\n: ")?;
        Some((term, says.split_whitespace().collect::<Vec<_>>().join(" ")))
    })
}

/// The link to a step's page, which is named by the step's number.
fn back(path: &str) -> String {
    let number: String = path.chars().filter(char::is_ascii_digit).collect();
    format!("[Step {number}]({path}).")
}

/// The pages of the steps, with their text, in the order of the course.
fn pages() -> Result<Vec<(String, String)>, Failed> {
    let summary = fs::read_to_string(source("docs/SUMMARY.md"))?;
    let links = summary.lines().filter_map(|line| {
        let path = line.split_once("](")?.1.strip_suffix(')')?;
        path.starts_with("steps/").then(|| path.to_owned())
    });
    let mut pages = Vec::new();
    for path in links {
        let text = fs::read_to_string(source(format!("docs/{path}")))?;
        pages.push((path, text));
    }
    Ok(pages)
}
