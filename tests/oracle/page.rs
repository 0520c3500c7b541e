//! The page of the book that shows how alike PHP and the crate are, made from what was
//! compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use php_sockets_test_support::sources::source;

use crate::compare::Tally;
use crate::differences::Rules;
use crate::recordings::Recordings;

/// What was compared with each version of PHP, by function.
pub(crate) type Tallies = BTreeMap<String, BTreeMap<String, Tally>>;

pub(crate) fn path() -> PathBuf {
    source("docs/parity.md")
}

const HEAD: &str = "\
# How alike the two are

<!-- Written by `ORACLE=record cargo test --test oracle`; not by hand. -->

A `php` process and this crate make the same calls, and everything that can be seen is compared: what a call returns,
what it writes into its `&` arguments, each warning and each exception word for word, and the last errors afterwards.
[PHP as the judge](oracle.md) explains how this works, and how to run it with your PHP.

";

/// The whole page.
pub(crate) fn text(recordings: &Recordings, tallies: &Tallies, rules: &Rules) -> String {
    let counts = count(tallies, rules);
    let newest = recordings.exact.keys().next_back().expect("a recording");
    HEAD.to_owned()
        + &versions(recordings, &counts)
        + &functions(&counts, newest)
        + &reasons(rules, newest)
}

/// What was compared of one function with one version.
#[derive(Default)]
struct Counts {
    calls: usize,
    equal: usize,
    unwritten: usize,
    different: usize,
    reasons: BTreeSet<String>,
}

impl Counts {
    fn add(&mut self, tally: &Tally, rules: &Rules) {
        self.calls += tally.calls;
        self.equal += tally.equal;
        for (id, count) in &tally.explained {
            if rules.is_about_types(id) {
                self.unwritten += count;
            } else {
                self.different += count;
                self.reasons.insert(format!("`{id}`"));
            }
        }
    }
}

/// By version, those of each function, and below "" those of all.
type AllCounts<'t> = BTreeMap<&'t str, BTreeMap<&'t str, Counts>>;

fn count<'t>(tallies: &'t Tallies, rules: &Rules) -> AllCounts<'t> {
    let mut all = AllCounts::new();
    for (version, functions) in tallies {
        let counts = all.entry(version).or_default();
        for (function, tally) in functions {
            counts.entry("").or_default().add(tally, rules);
            counts.entry(function).or_default().add(tally, rules);
        }
    }
    all
}

fn versions(recordings: &Recordings, counts: &AllCounts<'_>) -> String {
    let mut text = String::from(VERSIONS);
    for (version, [php, glibc]) in recordings.exact.iter().rev() {
        let Counts {
            calls,
            equal,
            unwritten,
            different,
            ..
        } = &counts[version.as_str()][""];
        let row = format!("| {calls} | {equal} | {unwritten} | {different} |");
        writeln!(text, "| {version} | {php} | glibc {glibc} {row}").unwrap();
    }
    text
}

const VERSIONS: &str = "\
| PHP | recorded with | C library | calls | equal | do not compile in Rust | differ, each for a reason |
|---|---|---|--:|--:|--:|--:|
";

/// A row for each function, newest version first.
fn functions(counts: &AllCounts<'_>, newest: &str) -> String {
    let names: Vec<_> = counts.keys().rev().copied().collect();
    let mut text = format!(
        "\n## By function\n\nBelow each version is how many calls differ; a dash means that it does not have the \
         class. What does not\ncompile is counted for PHP {newest}.\n\n<div class=\"parity\">\n\n\
         | function | calls | do not compile | {} | why |\n|---|--:|--:|{}---|\n",
        names.join(" | "),
        "--:|".repeat(names.len()),
    );
    for (function, of_newest) in counts[newest].iter().filter(|(name, _)| !name.is_empty()) {
        let of_all = names.iter().map(|version| counts[version].get(function));
        let different: Vec<_> = of_all
            .clone()
            .map(|counts| counts.map_or("–".into(), |counts| counts.different.to_string()))
            .collect();
        let reasons: BTreeSet<_> = of_all
            .flatten()
            .flat_map(|counts| &counts.reasons)
            .collect();
        let reasons: Vec<_> = reasons.into_iter().map(String::as_str).collect();
        let Counts {
            calls, unwritten, ..
        } = of_newest;
        let (different, reasons) = (different.join(" | "), reasons.join(" "));
        writeln!(
            text,
            "| `{}` | {calls} | {unwritten} | {different} | {reasons} |",
            php_name(function),
        )
        .unwrap();
    }
    text + "\n</div>\n"
}

/// What PHP calls a function of the scripts.
fn php_name(function: &str) -> String {
    match function.split_once("::") {
        None => function.into(),
        Some((class, "new")) => format!("new Io\\Poll\\{class}"),
        Some((class, method)) => format!("Io\\Poll\\{class}::{method}"),
    }
}

/// The rules by name; some have several lines.
fn reasons(rules: &Rules, newest: &str) -> String {
    let mut seen = BTreeSet::new();
    let named = rules.all.iter().filter(|rule| seen.insert(&rule.id));
    let (about_types, others): (Vec<_>, Vec<_>) =
        named.partition(|rule| rules.is_about_types(&rule.id));
    let (here, older): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|rule| rules.is_about(&rule.id, newest));
    [
        (
            format!("What differs from PHP {newest} on purpose"),
            "The tables above and below refer to these by name; the test shows the difference.",
            here,
        ),
        (
            "Where older versions of PHP answer differently".into(),
            "A program that was written for one of these versions may notice it.",
            older,
        ),
        (
            "What does not compile".into(),
            "PHP reports these mistakes when the program runs.",
            about_types,
        ),
    ]
    .map(|(title, below, rows)| {
        let rows = rows.iter().map(|rule| {
            let php = rules.versions(&rule.id);
            format!("| `{}` | {php} | {} |\n", rule.id, rule.why)
        });
        let rows = rows.collect::<String>();
        format!("\n## {title}\n\n{below}\n\n| name | PHP | why |\n|---|---|---|\n{rows}")
    })
    .concat()
}
