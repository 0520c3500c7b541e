//! The list of what PHP does is complete: for each row there is a test, or a
//! reason why there is none.

use std::collections::{BTreeMap, BTreeSet};

use php_sockets_test_support::sources;

/// Why a row has no test.
const KINDS: [&str; 4] = [
    "impossible", // Rust's types rule it out
    "php-only",   // about PHP's language or engine
    "difference", // deliberate: the reason ends with the test that shows ours
    "older",      // a later PHP does otherwise, and the latest is the contract
];

/// The rows of a table, without its head.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = sources::text(format!("tests/sockets/data/{name}"));
    let rows = text.lines().skip(1);
    rows.map(|row| row.split('\t').map(str::to_owned).collect())
        .collect()
}

fn ids(table: &[Vec<String>]) -> BTreeSet<String> {
    let ids: BTreeSet<_> = table.iter().map(|row| row[0].clone()).collect();
    assert_eq!(ids.len(), table.len(), "an id stands twice");
    ids
}

/// Whether a word has the form of an id: two capitals, two digits, and a letter from `a` on if the
/// versions of PHP differ.
fn is_id(word: &str) -> bool {
    let form: String = word
        .chars()
        .map(|c| match c {
            'A'..='Z' => 'X',
            '0'..='9' => '0',
            'a'..='c' => 'a',
            _ => '?',
        })
        .collect();
    form == "XX00" || form == "XX00a"
}

/// The ids in the comments of the tests, and in which files.
fn named() -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for file in sources::rust_files("tests") {
        // Not `//!`, which is about the file.
        let comments = file.text.lines().filter_map(|line| line.split_once("// "));
        let words = comments.flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric()));
        for id in words.filter(|word| is_id(word)) {
            let place = file.path.display().to_string();
            named.insert(id.to_owned(), place);
        }
    }
    named
}

#[test]
fn each_row_has_a_test_or_a_reason() {
    let rows = ids(&table("scenarios.tsv"));
    let excused = ids(&table("uncovered.tsv"));
    let named = named();
    let mut wrong = Vec::new();

    for (id, place) in &named {
        if !rows.contains(id) {
            wrong.push(format!("{id}: named in {place}, but there is no such row"));
        } else if excused.contains(id) {
            wrong.push(format!("{id}: named in {place}, and in uncovered.tsv"));
        }
    }
    for id in excused.difference(&rows) {
        wrong.push(format!("{id}: in uncovered.tsv, but there is no such row"));
    }
    for id in &rows {
        if !named.contains_key(id) && !excused.contains(id) {
            wrong.push(format!("{id}: named in no test, nor in uncovered.tsv"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_reason_is_one_of_four_and_a_difference_has_its_test() {
    let tests = crate::tests();
    for row in table("uncovered.tsv") {
        let [_, kind, reason] = row.as_slice() else {
            panic!("{row:?}");
        };
        assert!(
            KINDS.contains(&kind.as_str()) && !reason.is_empty(),
            "{row:?}"
        );
        if kind == "difference" {
            let test = reason.rsplit(' ').next().unwrap();
            assert!(tests.contains(test), "no such test: {row:?}");
        }
    }
}

#[test]
fn only_the_last_part_of_a_split_row_is_named_by_tests() {
    let named = named();
    let rows = ids(&table("scenarios.tsv"));
    let mut older = 0;
    for pair in Vec::from_iter(rows).windows(2) {
        let [id, next] = pair else { unreachable!() };
        // Sorted, the parts of a row follow each other.
        if id.len() > 4 && next.starts_with(&id[..4]) {
            older += 1;
            assert!(!named.contains_key(id), "{id}");
        }
    }
    assert!(older > 0, "no row is split");
}
