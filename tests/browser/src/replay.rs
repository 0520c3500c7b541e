//! The player of a recorded run: what it shows is what was recorded.

use std::fs;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use php_sockets_test_support::sources::source;
use serde::Deserialize;

use crate::book::Book;
use crate::browser::{Browser, Colours, PHONE, WIDE};
use crate::{has_tools, open};

/// What is recorded, from `made/recording.json`.
#[derive(Deserialize)]
struct Recording {
    run: String,
    terminals: Vec<Terminal>,
}

#[derive(Deserialize)]
struct Terminal {
    rust: Option<String>,
    php: Option<String>,
    #[serde(default)]
    printed: Vec<String>,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    rust: Option<usize>,
    php: Option<usize>,
    call: String,
    result: Option<String>,
    kernel: Option<Vec<String>>,
    #[serde(default)]
    new: Vec<usize>,
    #[serde(default)]
    system: Vec<String>,
    #[serde(default)]
    printed: Vec<String>,
}

/// What the player shows of one call.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
struct Shown {
    count: String,
    /// The marked line in PHP and in Rust.
    lines: Vec<String>,
    /// All that was printed up to now.
    printed: Vec<String>,
    rows: Vec<String>,
    new: Vec<String>,
    system: Vec<String>,
    /// The page's question, or its answer.
    words: usize,
    /// What is wrong, whatever it shows.
    wrong: Vec<String>,
}

const SHOWN: &str = include_str!("shown.js");

#[test]
fn a_phone_plays_every_recorded_run_with_the_keyboard() -> Result<()> {
    every_run_is_played(
        "a_phone_plays_every_recorded_run_with_the_keyboard",
        PHONE,
        Colours::Light,
    )
}

#[test]
fn a_wide_screen_plays_every_recorded_run_with_the_keyboard() -> Result<()> {
    every_run_is_played(
        "a_wide_screen_plays_every_recorded_run_with_the_keyboard",
        WIDE,
        Colours::Dark,
    )
}

/// Puts the focus on a page's button for the player, which may be in something folded.
const FOCUS: &str = "
    const button = document.querySelectorAll('.replay-open')[arguments[0]];
    button.closest('details')?.setAttribute('open', '');
    button.focus();";

fn every_run_is_played(test: &str, width: u32, colours: Colours) -> Result<()> {
    let Some((book, browser)) = open(test, width, colours)? else {
        return Ok(());
    };
    let mut played = 0;
    for page in pages(&book) {
        browser.go(&book.address(page))?;
        for (at, recording) in recordings(&browser)?.iter().enumerate() {
            let run = format!("{page}, {}", recording.run);
            browser.ask::<()>(FOCUS, &[at.into()])?;
            browser.press(Key::Enter)?;
            play(&browser, recording).with_context(|| run.clone())?;
            browser.press(Key::Escape)?;
            let is_back: bool = browser.ask(
                "return document.activeElement === document.querySelectorAll('.replay-open')[arguments[0]]",
                &[at.into()],
            )?;
            ensure!(is_back, "{run}: after Escape the focus is elsewhere");
            played += 1;
        }
    }
    ensure!(played > 10, "only {played} runs were played");
    Ok(())
}

/// Not the whole book on one page, which is for printing.
fn pages(book: &Book) -> impl Iterator<Item = &String> {
    book.pages().iter().filter(|page| *page != "print.html")
}

/// From the question to the end with the right arrow, and one step back with the left one.
fn play(browser: &Browser, recording: &Recording) -> Result<()> {
    let shown = || browser.ask::<Shown>(SHOWN, &[]);
    let start = Shown {
        words: 1,
        count: format!("{} calls", recording.count()),
        ..Shown::default()
    };
    let now = shown()?;
    ensure!(now == start, "it begins with\n{now:#?}\nnot\n{start:#?}");

    let mut expected = Shown::default();
    let mut stops = vec![start];
    for terminal in &recording.terminals {
        expected.printed.extend(terminal.printed.clone());
        for call in &terminal.calls {
            expected.show(terminal, call)?;
            expected.count = format!("call {} of {}", stops.len(), recording.count());
            browser.press(Key::Right)?;
            let mut now = shown()?;
            if now.words > 0 {
                // The page's question is answered, before this call.
                ensure!(now.wrong.is_empty(), "the answer: {:?}", now.wrong);
                browser.press(Key::Right)?;
                now = shown()?;
            }
            ensure!(now == expected, "it shows\n{now:#?}\nnot\n{expected:#?}");
            stops.push(expected.clone());
        }
    }
    browser.press(Key::Left)?;
    let (now, before) = (shown()?, &stops[stops.len() - 2]);
    ensure!(
        now.words > 0 || now == *before,
        "back to\n{now:#?}\nnot\n{before:#?}"
    );
    Ok(())
}

impl Recording {
    fn count(&self) -> usize {
        self.terminals
            .iter()
            .map(|terminal| terminal.calls.len())
            .sum()
    }
}

impl Shown {
    fn show(&mut self, terminal: &Terminal, call: &Call) -> Result<()> {
        let lines = [(&terminal.php, call.php), (&terminal.rust, call.rust)];
        let lines = lines
            .into_iter()
            .filter_map(|(file, line)| Some((file.as_ref()?, line?)));
        self.lines = lines
            .map(|(file, line)| line_of(file, line))
            .collect::<Result<_>>()?;
        self.printed.push(match &call.result {
            Some(result) => format!("{} -> {result}", call.call),
            None => call.call.clone(),
        });
        self.printed.extend(call.printed.clone());
        self.new.clear();
        if let Some(rows) = &call.kernel {
            self.new = call.new.iter().map(|&row| rows[row].clone()).collect();
            self.rows.clone_from(rows);
        }
        self.system.clone_from(&call.system);
        Ok(())
    }
}

/// A line of a program, counted from 1.
fn line_of(file: &str, number: usize) -> Result<String> {
    let text = fs::read_to_string(source(file))?;
    let line = text.lines().nth(number - 1);
    Ok(line
        .with_context(|| format!("{file} has no line {number}"))?
        .to_owned())
}

/// The recordings of a page, each of which must be one that is in `made`.
fn recordings(browser: &Browser) -> Result<Vec<Recording>> {
    let texts: Vec<String> = browser.ask(
        "return [...document.querySelectorAll('script.recording')].map((one) => one.textContent)",
        &[],
    )?;
    let recordings = texts.iter().map(|text| Ok(serde_json::from_str(text)?));
    recordings.collect()
}

/// The program, what it prints and the picture are on the page without the script.
#[test]
fn without_scripts_nothing_is_missing_but_the_player() -> Result<()> {
    const PARTS: &str = "return {
        buttons: document.querySelectorAll('.replay-open, dialog').length,
        listings: [...document.querySelectorAll('.half[data-lines] pre')].filter((one) => one.checkVisibility()).length,
        transcripts: [...document.querySelectorAll('main pre')].map((one) => one.textContent),
        pictures: [...document.querySelectorAll('.picture svg')].filter((one) => one.checkVisibility()).length,
    }";
    let test = "without_scripts_nothing_is_missing_but_the_player";
    if !has_tools(test) {
        return Ok(());
    }
    let (book, browser) = (Book::build()?, Browser::start_without_scripts()?);
    let mut seen = 0;
    for page in pages(&book) {
        browser.go(&book.address(page))?;
        let recordings = recordings(&browser)?;
        if recordings.is_empty() {
            continue;
        }
        seen += 1;
        let parts: Parts = browser.ask(PARTS, &[])?;
        ensure!(parts.buttons == 0, "{page}: scripts still run");
        ensure!(parts.listings > 0, "{page}: no program");
        // The pages below a step's own have no picture.
        let has_picture = parts.pictures > 0 || !page.ends_with("index.html");
        ensure!(has_picture, "{page}: no picture");
        for recording in &recordings {
            for call in recording.terminals.iter().flat_map(|one| &one.calls) {
                let is_there = parts
                    .transcripts
                    .iter()
                    .any(|text| text.contains(&call.call));
                ensure!(is_there, "{page} does not show {}", call.call);
            }
        }
    }
    ensure!(seen > 10, "only {seen} pages have recordings");
    Ok(())
}

#[derive(Deserialize)]
struct Parts {
    buttons: usize,
    listings: usize,
    transcripts: Vec<String>,
    pictures: usize,
}
