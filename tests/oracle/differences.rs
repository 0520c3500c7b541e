//! The deliberate differences: the tables in `differences/`, by topic, one rule per line.
//!
//! | column | what |
//! |---|---|
//! | id | its name on the page |
//! | php | the versions it is about: `all`, or their names, `8.2 8.4`; `glibc` if the C library decides |
//! | call | a regular expression for the call |
//! | answer | one for PHP's answer |
//! | here | one for the crate's |
//! | why | in words; or the test that a row of `docs/differences.md` names |

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use crate::scripts::folder;

/// A rule.
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) php: String,
    pub(crate) why: String,
    call: Regex,
    answer: Regex,
    here: Regex,
}

/// All rules, and which of them were needed.
pub(crate) struct Rules {
    pub(crate) all: Vec<Rule>,
    /// The number of a rule, and a version that it was needed for.
    used: BTreeSet<(usize, String)>,
}

impl Rule {
    fn is_about(&self, php: &str) -> bool {
        let mut versions = self.php.split(' ');
        versions.any(|version| ["all", "glibc", php].contains(&version))
    }

    fn matches(&self, call: &str, answer: &str, here: &str) -> bool {
        self.call.is_match(call) && self.answer.is_match(answer) && self.here.is_match(here)
    }
}

impl Rules {
    pub(crate) fn read() -> Self {
        let mut files: Vec<_> = fs::read_dir(folder().join("differences"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let text = files.iter().map(|path| fs::read_to_string(path).unwrap());
        let lines = text.flat_map(|text| {
            let rows = text.lines().skip(1).map(str::to_owned);
            rows.collect::<Vec<_>>()
        });
        let rules = lines.map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            let [id, php, call, answer, here, why] = cells[..] else {
                panic!("not six columns: {line}");
            };
            let regex = |cell: &str| Regex::new(cell).unwrap_or_else(|why| panic!("{line}: {why}"));
            Rule {
                id: id.into(),
                php: php.into(),
                why: why.into(),
                call: regex(call),
                answer: regex(answer),
                here: regex(here),
            }
        });
        Self {
            all: rules.collect(),
            used: BTreeSet::new(),
        }
    }

    /// The rule that explains why the answers differ.
    pub(crate) fn explain(
        &mut self,
        php: &str,
        call: &str,
        answer: &str,
        here: &str,
    ) -> Option<&Rule> {
        let mut rules = self.all.iter();
        let found =
            rules.position(|rule| rule.is_about(php) && rule.matches(call, answer, here))?;
        self.used.insert((found, php.to_owned()));
        Some(&self.all[found])
    }

    /// Whether two answers of one PHP differ because it had another C library.
    pub(crate) fn is_of_the_library(&self, call: &str, before: &str, now: &str) -> bool {
        let mut rules = self.all.iter().filter(|rule| rule.php == "glibc");
        rules.any(|rule| rule.matches(call, before, now))
    }

    /// Whether a rule is about a call that does not compile.
    pub(crate) fn is_about_types(&self, id: &str) -> bool {
        let mut lines = self.all.iter().filter(|rule| rule.id == id);
        lines.all(|rule| rule.here.as_str().contains("does not compile"))
    }

    /// Whether a rule is about a version.
    pub(crate) fn is_about(&self, id: &str, php: &str) -> bool {
        let mut lines = self.all.iter().filter(|rule| rule.id == id);
        lines.any(|rule| rule.is_about(php))
    }

    /// The versions that the lines of a rule are about, in words.
    pub(crate) fn versions(&self, id: &str) -> String {
        let lines = self.all.iter().filter(|rule| rule.id == id);
        let versions: BTreeSet<_> = lines.flat_map(|rule| rule.php.split(' ')).collect();
        match versions.last() {
            Some(&"all") => "each".into(),
            Some(&"glibc") => "each, with another C library".into(),
            _ => versions.into_iter().collect::<Vec<_>>().join(" "),
        }
    }

    /// The rules that were not needed for one of their versions, and which. Whether the C libraries
    /// differ depends on the machine.
    pub(crate) fn unused<'v>(&self, versions: impl Iterator<Item = &'v String>) -> Vec<String> {
        let unused = versions.flat_map(|php| {
            let rules = self.all.iter().enumerate();
            let rules = rules.filter(|(_, rule)| rule.is_about(php) && rule.php != "glibc");
            let unused = rules.filter(|(at, _)| !self.used.contains(&(*at, php.clone())));
            unused.map(move |(at, rule)| format!("{} #{at} for PHP {php}", rule.id))
        });
        unused.collect()
    }
}
