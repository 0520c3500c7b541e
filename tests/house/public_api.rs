//! The public API, as a list in `public-api.txt`: a change to it is visible in review.

use std::collections::BTreeSet;
use std::process::Command;
use std::{env, fs};

use php_sockets_test_support::sources::{root, source};

const LIST: &str = "tests/house/public-api.txt";

/// One line for each public item. An `Err` says why this compiler's output cannot be read.
fn public_items() -> Result<String, String> {
    let target = root().join("target/public-api");
    let mut rustdoc = Command::new(env!("CARGO"));
    rustdoc.args(["rustdoc", "--quiet", "--package=php-sockets", "--lib"]);
    rustdoc.arg("--target-dir").arg(&target);
    rustdoc.args(["--", "-Zunstable-options", "--output-format=json"]);
    // The format is unstable, and a stable compiler writes it only if it is told to.
    rustdoc
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTDOCFLAGS");
    let output = rustdoc.current_dir(root()).output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }

    let json = target.join("doc/php_sockets.json");
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .map_err(|error| error.to_string())?;
    Ok(api.items().map(|item| format!("{item}\n")).collect())
}

#[test]
fn a_change_of_the_public_api_is_seen() {
    let found = match public_items() {
        Ok(found) => found,
        Err(why) if env::var_os("REQUIRE_PUBLIC_API").is_some() => panic!("{why}"),
        Err(why) => return eprintln!("SKIPPED a_change_of_the_public_api_is_seen: {why}"),
    };
    if env::var("PUBLIC_API").is_ok_and(|value| value == "accept") {
        fs::write(source(LIST), &found).unwrap();
    }

    let accepted = fs::read_to_string(source(LIST)).unwrap_or_default();
    let [before, now] = [&accepted, &found].map(|text| text.lines().collect::<BTreeSet<_>>());
    let gone = before.difference(&now).map(|line| format!("- {line}"));
    let new = now.difference(&before).map(|line| format!("+ {line}"));
    let changes: Vec<_> = gone.chain(new).collect();
    assert!(
        changes.is_empty(),
        "\n{}\nIf that is wanted: PUBLIC_API=accept cargo test --test house public_api",
        changes.join("\n"),
    );
    assert!(now.len() > 300, "only {} items", now.len());
}
