//! To see one example, or one step of the tutorial, nobody has to wait for the
//! libraries of all tests.

use std::collections::BTreeSet;
use std::process::Command;

use php_sockets_test_support::sources::root;

#[test]
fn an_example_is_built_with_at_most_20_packages() {
    assert_few_packages("php-sockets");
}

#[test]
fn a_step_is_built_with_at_most_20_packages() {
    assert_few_packages("php-sockets-tutorial");
}

#[track_caller]
fn assert_few_packages(package: &str) {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--package", package]);
    tree.args(["--edges=normal,build,dev", "--prefix=none"]);
    let tree = tree.current_dir(root()).output().unwrap();
    assert!(tree.status.success(), "{tree:?}");

    // A name, a version, and perhaps where it is or that it came before.
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let packages: BTreeSet<_> = names.filter(|name| !name.is_empty()).collect();
    assert!(packages.contains(package), "{packages:?}");
    assert!(packages.len() <= 20, "{}: {packages:?}", packages.len());
}

#[test]
fn the_package_holds_what_a_user_needs() {
    let mut list = Command::new(env!("CARGO"));
    list.args([
        "package",
        "--locked",
        "--package=php-sockets",
        "--list",
        "--allow-dirty",
    ]);
    let list = list.current_dir(root()).output().unwrap();
    assert!(list.status.success(), "{list:?}");

    let list = String::from_utf8(list.stdout).unwrap();
    let files: Vec<_> = list.lines().collect();
    assert!(files.len() <= 95, "{} files: {files:?}", files.len());
    for needed in ["src/lib.rs", "README.md", "LICENSE-MIT", "docs/mapping.md"] {
        assert!(files.contains(&needed), "{needed} is missing");
    }
    assert!(
        !files.iter().any(|file| file.starts_with("tests/")),
        "{files:?}"
    );
}
