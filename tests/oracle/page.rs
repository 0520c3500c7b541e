//! The page of the book that tells how alike PHP and the crate are, made of what was
//! compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use php_sockets_test_support::sources::source;

use crate::compare::Tally;
use crate::differences::Rules;

/// Of each version of PHP what was compared, by function.
pub(crate) type Tallies = BTreeMap<String, BTreeMap<String, Tally>>;

pub(crate) fn path() -> PathBuf {
    source("docs/src/parity.md")
}

const HEAD: &str = "\
# How alike the two are

<!-- Written by `ORACLE=record cargo test --test oracle`; not by hand. -->

A `php` process and this crate make the same calls, and everything that can be seen is compared: what a call returns,
what it writes into its `&` arguments, each warning and each exception word for word, and the last errors afterwards.
[PHP as the judge](oracle.md) explains how this works, and how to run it with your PHP.

";

/// The whole page.
pub(crate) fn text(tallies: &Tallies, rules: &Rules) -> String {
    let mut page = HEAD.to_owned();
    for (version, functions) in tallies {
        let mut all = Counts::default();
        let mut table = String::new();
        for (function, tally) in functions {
            let counts = Counts::new(tally, rules);
            all.add(&counts);
            let row = [
                counts.calls,
                counts.equal,
                counts.unwritten,
                counts.different,
            ];
            let [calls, equal, unwritten, different] = row;
            let reasons = counts.reasons.join(" ");
            writeln!(
                table,
                "| `{function}` | {calls} | {equal} | {unwritten} | {different} | {reasons} |"
            )
            .unwrap();
        }
        let Counts {
            calls,
            equal,
            unwritten,
            different,
            ..
        } = all;
        let functions = functions.len();
        write!(
            page,
            "## PHP {version}\n\n{calls} calls of {functions} functions. {equal} are equal; \
             {unwritten} do not compile in Rust; {different} differ, each for \
             a reason.\n\n<div class=\"parity\">\n\n{TABLE}{table}\n</div>\n\n"
        )
        .unwrap();
    }
    page += &reasons(rules);
    page
}

const TABLE: &str = "\
| function | calls | equal | do not compile | differ | why |
|---|--:|--:|--:|--:|---|
";

/// A row of the table.
#[derive(Default)]
struct Counts {
    calls: usize,
    equal: usize,
    unwritten: usize,
    different: usize,
    reasons: Vec<String>,
}

impl Counts {
    fn new(tally: &Tally, rules: &Rules) -> Self {
        let mut counts = Self {
            calls: tally.calls,
            equal: tally.equal,
            ..Self::default()
        };
        for (id, count) in &tally.explained {
            if rules.is_about_types(id) {
                counts.unwritten += count;
            } else {
                counts.different += count;
                counts.reasons.push(format!("`{id}`"));
            }
        }
        counts
    }

    fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.equal += other.equal;
        self.unwritten += other.unwritten;
        self.different += other.different;
    }
}

/// The rules by name; some have several lines.
fn reasons(rules: &Rules) -> String {
    let mut text = String::from(
        "## The reasons\n\nThe tables above refer to them by name.\n\n\
         | name | PHP | why, and the test that shows it |\n|---|---|---|\n",
    );
    let mut about_types = String::from(
        "\n## What does not compile\n\nPHP reports these mistakes when the program runs.\n\n\
         | name | PHP | why |\n|---|---|---|\n",
    );
    let mut seen = BTreeSet::new();
    for rule in &rules.all {
        if !seen.insert(&rule.id) {
            continue;
        }
        let php = match rule.php.as_str() {
            "all" => "each",
            "glibc" => "each, with another C library",
            versions => versions,
        };
        let row = format!("| `{}` | {php} | {} |\n", rule.id, rule.why);
        match rules.is_about_types(&rule.id) {
            true => about_types += &row,
            false => text += &row,
        }
    }
    text + &about_types
}
