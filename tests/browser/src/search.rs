//! What learners look for, and the page that the search shows first.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use php_sockets_test_support::sources;
use serde::Deserialize;

use crate::browser::{Browser, Colours, PHONE, WIDE};
use crate::open;

/// `tests/browser/search.toml`.
#[derive(Deserialize)]
struct Searches {
    search: Vec<Search>,
}

#[derive(Deserialize)]
struct Search {
    page: String,
    phrases: BTreeSet<String>,
}

#[test]
fn the_search_finds_a_word_of_step_04() -> Result<()> {
    let test = "the_search_finds_a_word_of_step_04";
    let Some((book, browser)) = open(test, PHONE, Colours::Dark)? else {
        return Ok(());
    };
    browser.go(&book.address("index.html"))?;
    browser.click("#mdbook-search-toggle")?;
    browser.type_into("#mdbook-searchbar", "socket_bind")?;
    let result = "#mdbook-searchresults a[href*='steps/04-bind']";
    browser.click(result).context("no such result")?;
    // The page marks what was looked for.
    browser.wait_for("main mark")?;
    assert!(browser.address()?.contains("steps/04-bind/index.html"));
    Ok(())
}

#[test]
fn a_learners_phrase_finds_its_page_first() -> Result<()> {
    let test = "a_learners_phrase_finds_its_page_first";
    let Some((book, browser)) = open(test, WIDE, Colours::Light)? else {
        return Ok(());
    };
    let searches: Searches = toml::from_str(&sources::text("tests/browser/search.toml"))?;
    browser.go(&book.address("index.html"))?;
    browser.click("#mdbook-search-toggle")?;

    let mut count = 0;
    let mut wrong = Vec::new();
    for Search { page, phrases } in searches.search {
        for phrase in phrases {
            count += 1;
            let found = found(&browser, &phrase)?;
            let rank = found.iter().position(|other| *other == page);
            if rank != Some(0) {
                let before: Vec<_> = found.iter().take(rank.unwrap_or(3)).collect();
                wrong.push(format!("{phrase}: {page} comes after {before:?}"));
            }
        }
    }
    assert!(count >= 25, "only {count} phrases");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    Ok(())
}

/// The pages that the search finds, each once.
fn found(browser: &Browser, phrase: &str) -> Result<Vec<String>> {
    // The heading names the phrase once the results are those of the whole phrase.
    const PAGES: &str = "
        const [phrase] = arguments;
        const { textContent } = document.getElementById('mdbook-searchresults-header');
        if (!textContent.includes(`'${phrase}'`)) return null;
        const links = document.querySelectorAll('#mdbook-searchresults a');
        const book = new URL('.', document.baseURI).pathname;
        return [...new Set([...links].map(({ pathname }) => pathname.slice(book.length)))];";
    browser.type_into("#mdbook-searchbar", phrase)?;
    for _ in 0..1000 {
        if let Some(pages) = browser.ask(PAGES, &[phrase.into()])? {
            return Ok(pages);
        }
    }
    anyhow::bail!("the search does not come to an end: {phrase}")
}
