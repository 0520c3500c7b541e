//! The rules of the house that a compiler does not check.

use std::path::Path;

use php_sockets_test_support::process::php;
use php_sockets_test_support::sources::{self, Source, functions, name_at, topics};
use php_sockets_test_support::tools::has_php;

/// All Rust files that are written by hand.
fn files() -> Vec<Source> {
    ["src", "tests", "examples", "benches", "docs"]
        .into_iter()
        .flat_map(sources::rust_files)
        .collect()
}

/// Fails with all of `found`, if there is any.
#[track_caller]
fn assert_none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_file_has_at_most_400_lines() {
    let long = files().into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > 400).then(|| format!("{}: {lines}", file.path.display()))
    });
    assert_none(long.collect());
}

/// The functions of a file, and how many lines the body of each has.
fn lengths(file: &Source) -> Vec<(String, usize)> {
    let lines: Vec<_> = file.text.lines().collect();
    let mut lengths = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let (start, code) = (line.len() - line.trim_start().len(), line.trim_start());
        let Some(name) = code.find("fn ").filter(|&at| is_head(&code[..at])) else {
            continue;
        };

        // rustfmt puts the last brace below the first letter.
        let end = format!("{}}}", &line[..start]);
        let body = lines[at..].iter().take_while(|line| **line != end);
        let body = body.map(|line| line.trim());
        let body = body.skip_while(|line| !line.ends_with(['{', '}', ';']));
        lengths.push((name_at(line, start + name + 3), body.skip(1).count()));
        if line.ends_with(['}', ';']) {
            lengths.pop();
        }
    }
    lengths
}

/// Whether it may stand before `fn`.
fn is_head(text: &str) -> bool {
    let words = [
        "pub",
        "pub(crate)",
        "pub(super)",
        "const",
        "extern",
        "\"C\"",
    ];
    text.split_whitespace().all(|word| words.contains(&word))
}

#[test]
fn a_function_has_at_most_40_lines() {
    let mut long = Vec::new();
    let mut seen = 0;
    for file in files() {
        for (name, lines) in lengths(&file) {
            seen += 1;
            if lines > 40 {
                long.push(format!("{}: {name} {lines}", file.path.display()));
            }
        }
    }
    assert!(seen > 500, "only {seen} functions were seen");
    assert_none(long);
}

/// How often the keyword is in a file, and how many of them begin a block; not
/// in comments or strings.
fn unsafe_code(file: &Source) -> (usize, usize) {
    let code = file.text.lines().map(|line| {
        let line = line.split_once("//").map_or(line, |(code, _)| code);
        let code: String = line.split('"').step_by(2).collect();
        code
    });
    let (mut words, mut blocks) = (0, 0);
    for line in code {
        let parts: Vec<_> = line.split("unsafe").collect();
        for part in &parts[1..] {
            words += usize::from(!part.starts_with(|c: char| c == '_' || c.is_alphanumeric()));
            blocks += usize::from(part.trim_start().starts_with('{'));
        }
    }
    (words, blocks)
}

#[test]
fn unsafe_code_is_in_one_place_and_little() {
    let mut elsewhere = Vec::new();
    let mut all = 0;
    for file in files() {
        let (words, blocks) = unsafe_code(&file);
        if file.path.starts_with(Path::new("src/sys")) {
            all += blocks;
        } else if file.path.starts_with(Path::new("benches/src/kernel")) {
            // What the crate is compared with.
        } else if file.path == Path::new("tests/faults/src/sys.rs") {
            // What injects the faults.
        } else if file.path == Path::new("tests/fuzz/src/c_library.rs") {
            // What judges the crate's answers.
        } else if words > 0 {
            elsewhere.push(format!("{}: {words}", file.path.display()));
        }
    }
    assert_none(elsewhere);
    assert!((1..=45).contains(&all), "{all} blocks");
}

#[test]
fn every_function_of_php_is_there_and_no_other() {
    let (mut listed, mut written) = (Vec::new(), Vec::new());
    for (topic, names) in topics() {
        listed.extend(names.into_iter().map(|name| (topic.clone(), name)));
    }
    written.extend(functions().into_iter().map(|f| (f.topic, f.name)));
    listed.sort();
    written.sort();
    assert_eq!(written, listed);
    assert_eq!(listed.len(), 37);
}

/// An older PHP lacks `socket_atmark`, and only PHP on Windows has the others.
#[test]
fn the_list_has_every_function_that_php_has() {
    if !has_php("rules::the_list_has_every_function_that_php_has") {
        return;
    }
    let said = php("foreach (get_extension_funcs('sockets') as $name) echo $name, PHP_EOL;");
    let listed: Vec<_> = topics().into_iter().flat_map(|(_, names)| names).collect();
    assert!(said.lines().count() >= 36, "{said}");
    for name in said.lines() {
        assert!(listed.iter().any(|one| one == name), "{name}");
    }
}

#[test]
fn every_function_has_its_signature_in_php_its_errors_and_an_example() {
    let mut missing = Vec::new();
    for function in functions() {
        let name = &function.name;
        let mut want = |text: String| {
            if !function.docs.contains(&text) {
                missing.push(format!("{name}: {text:?}"));
            }
        };
        want("\n/// # PHP\n".into());
        want(format!("\n/// {name}("));
        want("\n/// # Examples\n".into());
        if function.gives_result {
            want("\n/// # Errors\n".into());
        }
    }
    assert_none(missing);
}

#[test]
fn every_constant_that_an_argument_can_be_has_its_name_in_events() {
    let names = sources::text("src/trace/names.rs");
    let listed: Vec<_> = names
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    let mut missing = Vec::new();
    let mut seen = 0;
    // The errors' names are taken from their file.
    for file in ["addrinfo", "message", "option", "socket"] {
        let text = sources::text(format!("src/constants/{file}.rs"));
        for line in text.lines().filter(|line| line.starts_with("pub const ")) {
            let name = name_at(line, "pub const ".len());
            // Codes of a look-up, and a length.
            if !name.starts_with("EAI_") && name != "SOMAXCONN" {
                seen += 1;
                missing.extend((!listed.contains(&name.as_str())).then_some(name));
            }
        }
    }
    assert!(seen > 120, "only {seen} constants were seen");
    assert_none(missing);
}

#[test]
fn every_difference_names_a_test_that_is_there() {
    let tests = crate::tests();
    let page = sources::text("docs/differences.md");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in page.lines().filter(|line| line.starts_with('|')) {
        let last = row.trim_end_matches('|').rsplit('|').next().unwrap();
        for name in last.split('`').skip(1).step_by(2) {
            // A module, and a test in it; not a path of the crate or of std.
            if name.contains("::") {
                seen += 1;
                if !tests.contains(name) {
                    wrong.push(format!("no such test: {name}"));
                }
            }
        }
    }
    assert!(seen >= 14, "only {seen} tests were seen");
    assert_none(wrong);
}

#[test]
fn the_scan_for_functions_and_lines_sees_what_it_should() {
    let text = "fn one() {\n    // no\n\n    code();\n}\n\nimpl X {\n    pub fn two(\n        \
                a: u8,\n    ) -> u8 {\n        a\n    }\n    fn three() {}\n}\n";
    let file = Source {
        path: "x.rs".into(),
        text: text.into(),
    };
    let expected = [("one".to_owned(), 3), ("two".to_owned(), 1)];
    assert_eq!(lengths(&file), expected);

    let text = "unsafe { a() } // unsafe { b() }\n\"unsafe\"; unsafe_code; unsafe extern {}\n";
    let file = Source {
        text: text.into(),
        ..file
    };
    assert_eq!(unsafe_code(&file), (2, 1));
}
