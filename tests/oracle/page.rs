//! The page of the book that tells how alike PHP and the crate are, made of what was
//! compared.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::compare::Tally;
use crate::differences::Rules;

/// Of each version of PHP what was compared, by function.
pub(crate) type Tallies = BTreeMap<String, BTreeMap<String, Tally>>;

pub(crate) fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/parity.md")
}

const HEAD: &str = "\
# How alike the two are

<!-- Written by `ORACLE=record cargo test --test oracle`; not by hand. -->

Real PHP judges this crate: the same calls are made in a `php` process and here, and everything that can be seen is
compared: what a call returns, what it puts into its `&` arguments, each warning and each exception word for word, and
the last errors afterwards. [How this works](oracle.md), and how to run it with the PHP you have.

";

/// The whole page.
pub(crate) fn text(tallies: &Tallies, rules: &Rules) -> String {
    let mut page = HEAD.to_owned();
    for (version, functions) in tallies {
        let all = functions.values().map(|tally| tally.calls).sum::<usize>();
        let equal = functions.values().map(|tally| tally.equal).sum::<usize>();
        let different = all - equal;
        writeln!(
            page,
            "- PHP {version}: {all} calls of {} functions; {equal} equal, {different} different for a reason.",
            functions.len()
        )
        .unwrap();
    }
    page += "\n## By function\n\n";
    page += &table(tallies, rules);
    page += "\n## The reasons\n\n";
    page += "What differs, and why. In the table above the reasons stand by these names.\n\n";
    page += "| name | PHP | why |\n|---|---|---|\n";
    for rule in &rules.all {
        let php = if rule.php == "both" {
            "each"
        } else {
            &rule.php
        };
        writeln!(page, "| `{}` | {php} | {} |", rule.id, rule.why).unwrap();
    }
    page
}

fn table(tallies: &Tallies, rules: &Rules) -> String {
    let versions: Vec<_> = tallies.keys().collect();
    let mut head = String::from("| function |");
    let mut line = String::from("|---|");
    for version in &versions {
        write!(head, " calls, PHP {version} | equal |").unwrap();
        line += "--:|--:|";
    }
    let mut table = format!("{head} differs by |\n{line}---|\n");

    let functions = tallies.values().flat_map(BTreeMap::keys);
    let functions: std::collections::BTreeSet<_> = functions.collect();
    for function in functions {
        let mut row = format!("| `{function}` |");
        let of = |version: &String| tallies[version].get(function).cloned().unwrap_or_default();
        for version in &versions {
            let tally = of(version);
            write!(row, " {} | {} |", tally.calls, tally.equal).unwrap();
        }
        let used: Vec<_> = versions
            .iter()
            .map(|version| of(version).explained)
            .collect();
        let reasons = rules
            .all
            .iter()
            .filter(|rule| used.iter().any(|ids| ids.contains_key(&rule.id)));
        let reasons: Vec<_> = reasons.map(|rule| format!("`{}`", rule.id)).collect();
        writeln!(table, "{row} {} |", reasons.join(" ")).unwrap();
    }
    table
}
