//! The page on speed shows what was measured.

use std::collections::BTreeSet;
use std::fs;

use php_sockets_bench::report::{Data, files, folder};

fn data() -> Data {
    Data::read(&folder()).unwrap()
}

#[test]
fn tables_and_plots_are_those_of_the_data() {
    for (name, text) in files(&data()) {
        let there = fs::read_to_string(folder().join(name)).unwrap();
        assert!(there == text, "{name} is not what the data makes: --report");
    }
}

#[test]
fn the_page_includes_each_of_them_and_nothing_else_lies_about() {
    let page = fs::read_to_string(folder().join("../speed.md")).unwrap();
    let mut expected = BTreeSet::new();
    for (name, _) in files(&data()) {
        let include = format!("{{{{#include speed/{name}}}}}");
        assert!(page.contains(&include), "no {include}");
        expected.insert(name.to_owned());
    }
    for name in ["times.tsv", "counts.tsv", "machine.tsv"] {
        assert!(
            page.contains(&format!("(speed/{name})")),
            "no link to {name}"
        );
        expected.insert(name.to_owned());
    }

    let there = fs::read_dir(folder()).unwrap();
    let there = there.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn data_that_is_written_is_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let data = data();
    data.write(folder.path()).unwrap();
    assert_eq!(Data::read(folder.path()).unwrap(), data);
    assert!(!data.turns.is_empty() && !data.counts.is_empty() && !data.machine.is_empty());
}
