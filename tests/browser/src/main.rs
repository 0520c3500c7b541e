//! Every page of the book as a reader sees it: built, and opened in Chromium, narrow and
//! wide, light and dark.
//!
//! ```sh
//! cargo test --package php-sockets-browser
//! ```
//!
//! It needs `mdbook`, `chromium` and `chromedriver` (Debian's package `chromium-driver`), and
//! axe-core, which `.ci/axe` installs. Without them it says `SKIPPED`; with `REQUIRE_BROWSER=1` it
//! fails.

mod axe;
mod book;
mod browser;
mod keyboard;
mod replay;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use axe::Axe;
use book::Book;
use browser::{Browser, Colours, PHONE, WIDE};
use php_sockets_test_support::{sources, tools};
use serde::Deserialize;

/// What `look.js` finds on a page.
const LOOK: &str = include_str!("look.js");

// A phone at night has the layout of a phone by day and the colours of a wide screen at night.
#[test]
fn a_phone_in_daylight_shows_every_page() -> Result<()> {
    every_page_is_readable(
        "a_phone_in_daylight_shows_every_page",
        PHONE,
        Colours::Light,
    )
}

#[test]
fn a_wide_screen_in_daylight_shows_every_page() -> Result<()> {
    every_page_is_readable(
        "a_wide_screen_in_daylight_shows_every_page",
        WIDE,
        Colours::Light,
    )
}

#[test]
fn a_wide_screen_at_night_shows_every_page() -> Result<()> {
    every_page_is_readable(
        "a_wide_screen_at_night_shows_every_page",
        WIDE,
        Colours::Dark,
    )
}

/// Nothing is wider than the screen, and no listing is cut off; each picture has a size and says
/// in words what it shows; all text stands out from what is behind it; axe finds nothing, for
/// which it needs one width only: a phone shows nothing that a wide screen does not.
fn every_page_is_readable(test: &str, width: u32, colours: Colours) -> Result<()> {
    let Some((book, browser)) = open(test, width, colours)? else {
        return Ok(());
    };
    let axe = (width == WIDE).then(|| Axe::load(test)).flatten();
    let mut wrong = Vec::new();
    for page in book.pages() {
        browser.go(&book.address(page))?;
        let mut found: Vec<String> = browser.ask(LOOK, &[width.into(), colours.theme().into()])?;
        // The page for printing has what all others have, and would take as long as they do.
        if let Some(axe) = axe.as_ref().filter(|_| page != "print.html") {
            found.extend(axe.check(&browser, colours)?);
        }
        wrong.extend(found.into_iter().map(|what| format!("{page}: {what}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    Ok(())
}

/// The links of a page, and the places in it that a link can name.
#[derive(Deserialize)]
struct Ends {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

#[test]
fn every_link_leads_somewhere() -> Result<()> {
    const ENDS: &str = "return {
        links: [...document.querySelectorAll('a[href]')].map(link => link.href),
        ids: [...document.querySelectorAll('[id]')].map(place => place.id),
    }";
    let Some((book, browser)) = open("every_link_leads_somewhere", WIDE, Colours::Light)? else {
        return Ok(());
    };
    let mut pages: BTreeMap<String, Ends> = BTreeMap::new();
    for page in book.pages() {
        browser.go(&book.address(page))?;
        pages.insert(book.address(page), browser.ask(ENDS, &[])?);
    }

    let mut wrong = Vec::new();
    let mut seen = 0;
    for (page, ends) in &pages {
        for link in ends.links.iter().filter(|link| link.starts_with("file:")) {
            seen += 1;
            let (address, place) = link.split_once('#').unwrap_or((link, ""));
            let is_there = pages
                .get(address)
                .is_some_and(|ends| place.is_empty() || ends.ids.contains(place));
            if !is_there && !book.has_file(address, place) {
                wrong.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} links were seen");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn a_copied_program_is_that_of_the_file() -> Result<()> {
    const COPIED: &str = "
        const code = document.querySelector('.pair .language-rust');
        return playground_text(code.parentElement, false);";
    let test = "a_copied_program_is_that_of_the_file";
    let Some((book, browser)) = open(test, PHONE, Colours::Light)? else {
        return Ok(());
    };
    browser.go(&book.address("steps/04-bind/index.html"))?;
    let copied: String = browser.ask(COPIED, &[])?;
    // The page leaves out the head, and the line that starts the listener.
    let file = sources::text("docs/steps/04-bind/run.rs");
    let lines = file.lines().filter(|line| !line.contains("::show();"));
    let file = lines.collect::<Vec<_>>().join("\n");
    let copied = copied.trim_end();
    let is_whole = copied.lines().count() > 5 && copied.contains("\n\n");
    assert!(is_whole && file.ends_with(copied), "{copied}\n---\n{file}");
    Ok(())
}

/// The book, and a browser; or none where one of the tools is missing.
fn open(test: &str, width: u32, colours: Colours) -> Result<Option<(Book, Browser)>> {
    match has_tools(test) {
        true => Ok(Some((Book::build()?, Browser::start(width, colours)?))),
        false => Ok(None),
    }
}

fn has_tools(test: &str) -> bool {
    let mut tools = ["mdbook", "chromium", "chromedriver"].into_iter();
    tools.all(|tool| tools::has_tool(test, tool, "--version", "REQUIRE_BROWSER"))
}
