//! `doctor` says whether this machine can reach itself.

use std::process::Command;

use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::program::program;

use crate::common::{in_words_of_libc, said, skip};

/// What it says of 127.0.0.1, and its last line, after `setup` in a network of its own.
/// Nothing where the system allows none.
fn diagnosis(test: &str, setup: &str) -> Option<(Vec<String>, String)> {
    let unshare = ["--user", "--map-root-user", "--net", "--"];
    let possible = Command::new("unshare").args(unshare).arg("true").output();
    if !possible.is_ok_and(|output| output.status.success()) {
        skip(test, "this system allows no namespaces");
        return None;
    }

    let plain = program(Rust, "doctor", 0);
    let script = format!("{setup}\nexec \"$0\" \"$@\"");
    let mut command = Command::new("unshare");
    command.args(unshare).args(["sh", "-c", &script]);
    command
        .arg(plain.get_program())
        .args(plain.get_args())
        .env("PORT", "8001");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    let lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let at = lines.iter().position(|line| line.starts_with("127.0.0.1 "));
    let at = at.unwrap_or_else(|| panic!("{text}"));
    Some((lines[at..at + 2].to_vec(), lines[lines.len() - 1].clone()))
}

#[track_caller]
fn assert_says_that_lo_is_down(test: &str, setup: &str, why: &str) {
    const REMEDY: &str = "the interface lo is down, or a firewall is in the way: \
        ip link set lo up, as root";

    if let Some((lines, verdict)) = diagnosis(test, setup) {
        let expected = [
            format!("{:<20} {why}", "127.0.0.1"),
            format!("{:<20} {REMEDY}", ""),
        ];
        assert_eq!(lines, expected);
        assert_eq!(verdict, "First 127.0.0.1, then the tutorial.");
    }
}

#[test]
fn lo_that_was_never_up_is_told() {
    let why = "socket_connect(): unable to connect [101]: Network is unreachable";
    let why = in_words_of_libc(why);
    assert_says_that_lo_is_down("examples::doctor::lo_that_was_never_up_is_told", "", &why);
}

// Its address is still there then, and the packets get lost.
#[test]
fn lo_that_is_down_again_is_told_within_a_second_or_two() {
    const NAME: &str = "examples::doctor::lo_that_is_down_again_is_told_within_a_second_or_two";
    let why = "socket_connect(): no answer in a second";
    assert_says_that_lo_is_down(NAME, "ip link set lo up; ip link set lo down", why);
}
