//! The book without a mouse.

use anyhow::Result;
use fantoccini::key::Key;
use serde::Deserialize;

use crate::browser::{Browser, Colours, PHONE, WIDE};
use crate::open;

const PAGE: &str = "steps/04-bind/index.html";

/// What has the focus.
#[derive(Debug, Deserialize)]
struct Focus {
    text: String,
    is_in_text: bool,
    /// Whether something around it shows that it has the focus.
    is_visible: bool,
}

fn focus(browser: &Browser) -> Result<Focus> {
    const FOCUS: &str = "
        const element = document.activeElement;
        const { top, bottom } = element.getBoundingClientRect();
        const { outlineStyle, outlineWidth, visibility } = getComputedStyle(element);
        return {
            text: (element.textContent.trim() || element.title).slice(0, 40),
            is_in_text: element.closest('main') !== null && element.matches(':not(main)'),
            is_visible: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0
                && visibility === 'visible' && bottom > 0 && top < innerHeight,
        };";
    browser.ask(FOCUS, &[])
}

#[test]
fn the_first_tab_leads_past_the_menu() -> Result<()> {
    let test = "the_first_tab_leads_past_the_menu";
    let Some((book, browser)) = open(test, WIDE, Colours::Light)? else {
        return Ok(());
    };
    browser.go(&book.address(PAGE))?;
    browser.press(Key::Tab)?;
    assert_eq!(focus(&browser)?.text, "Skip to the text");
    browser.press(Key::Enter)?;
    browser.press(Key::Tab)?;
    let focus = focus(&browser)?;
    assert!(focus.is_in_text, "{focus:?}");
    Ok(())
}

#[test]
fn whatever_has_the_focus_can_be_seen() -> Result<()> {
    let test = "whatever_has_the_focus_can_be_seen";
    let Some((book, browser)) = open(test, WIDE, Colours::Dark)? else {
        return Ok(());
    };
    browser.go(&book.address(PAGE))?;
    let mut stops = Vec::new();
    while stops
        .last()
        .is_none_or(|last: &Focus| last.text != "Next chapter")
    {
        assert!(stops.len() < 200, "there is no end: {stops:?}");
        browser.press(Key::Tab)?;
        stops.push(focus(&browser)?);
    }
    let unseen: Vec<_> = stops.iter().filter(|stop| !stop.is_visible).collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
    assert!(stops.iter().any(|stop| stop.is_in_text), "{stops:?}");
    Ok(())
}

#[test]
fn arrow_keys_turn_the_page_but_not_from_a_listing() -> Result<()> {
    let test = "arrow_keys_turn_the_page_but_not_from_a_listing";
    let Some((book, browser)) = open(test, WIDE, Colours::Light)? else {
        return Ok(());
    };
    let page = book.address(PAGE);
    browser.go(&page)?;
    browser.ask::<()>("document.querySelector('pre button').focus()", &[])?;
    for key in [Key::Right, Key::Left] {
        browser.press(key)?;
        assert_eq!(browser.address()?, page);
    }
    browser.ask::<()>("document.activeElement.blur()", &[])?;
    browser.press(Key::Right)?;
    browser.wait_for("main h1[id^='05']")?;
    Ok(())
}

#[test]
fn arrow_keys_scroll_a_table_that_is_too_wide() -> Result<()> {
    // Calls back once the table has been scrolled; without that the script's time runs out.
    const SCROLLED: &str = "
        const [done] = arguments;
        const table = document.activeElement;
        (function wait() {
            if (table.scrollLeft > 0) done(table.className);
            else setTimeout(wait, 10);
        })();";
    let test = "arrow_keys_scroll_a_table_that_is_too_wide";
    let Some((book, browser)) = open(test, PHONE, Colours::Light)? else {
        return Ok(());
    };
    let page = book.address("speed.html");
    browser.go(&page)?;
    browser.wait_for(".table-wrapper[tabindex='0']")?;
    browser.ask::<()>(
        "document.querySelector('.table-wrapper[tabindex]').focus()",
        &[],
    )?;
    browser.press(Key::Right)?;
    assert_eq!(browser.ask_later::<String>(SCROLLED, &[])?, "table-wrapper");
    assert_eq!(browser.address()?, page);
    Ok(())
}

#[test]
fn a_phone_with_a_keyboard_opens_the_table_of_contents() -> Result<()> {
    let test = "a_phone_with_a_keyboard_opens_the_table_of_contents";
    let Some((book, browser)) = open(test, PHONE, Colours::Light)? else {
        return Ok(());
    };
    browser.go(&book.address(PAGE))?;
    for stop in ["Skip to the text", "Toggle Table of Contents"] {
        browser.press(Key::Tab)?;
        assert_eq!(focus(&browser)?.text, stop);
    }
    browser.press(Key::Enter)?;
    browser.wait_for("button[aria-controls='mdbook-sidebar'][aria-expanded='true']")?;
    Ok(())
}
