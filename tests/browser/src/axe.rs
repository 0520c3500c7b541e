//! axe-core, which checks a page for what people with an impairment cannot use.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::Result;
use php_sockets_test_support::sources::source;
use php_sockets_test_support::tools;

use crate::browser::{Browser, Colours};

/// Where `.ci/axe` puts it.
const FILE: &str = "target/axe/axe_playwright_python/axe.min.js";

/// Checks the page that is shown: by all of axe's rules, or by these.
const RUN: &str = "
    const [runOnly, done] = arguments;
    const rules = runOnly.length ? { runOnly } : {};
    axe.run({ resultTypes: ['violations'], ...rules }).then(({ violations }) => done(
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `axe ${id}: ${html}`))
    ));";

pub(crate) struct Axe(String);

impl Axe {
    /// axe's script, from the file that the variable `AXE_CORE` names or `.ci/axe` has installed.
    pub(crate) fn load(test: &str) -> Option<Self> {
        let file = env::var_os("AXE_CORE").map_or_else(|| source(FILE), PathBuf::from);
        let script = fs::read_to_string(&file).ok();
        if script.is_none() {
            let what = format!("{} (.ci/axe installs it)", file.display());
            tools::lacks(&format!("{test}, axe"), &what, "REQUIRE_BROWSER");
        }
        script.map(|script| Self(script + ";window.axe = axe;"))
    }

    /// What it finds on the page that is shown. At night only the colours differ from those by day.
    pub(crate) fn check(&self, browser: &Browser, colours: Colours) -> Result<Vec<String>> {
        let rules: &[&str] = match colours {
            Colours::Light => &[],
            Colours::Dark => &["color-contrast"],
        };
        browser.ask::<()>(&self.0, &[])?;
        browser.ask_later(RUN, &[rules.into()])
    }
}
