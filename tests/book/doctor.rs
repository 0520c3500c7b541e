//! The doctor, the program of step 00, reports whether this machine can reach itself.

use std::process::Command;

use libtest_mimic::Failed;
use php_sockets_steps::program::program;
use php_sockets_test_support::process::said;
use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::sockets::in_words_of_libc;
use php_sockets_test_support::tools::skip;

pub(crate) fn lo_that_was_never_up_is_told() -> Result<(), Failed> {
    let why = "socket_connect(): unable to connect [101]: Network is unreachable";
    says_that_lo_is_down("", &in_words_of_libc(why))
}

/// Its address still exists then, and the packets get lost.
pub(crate) fn lo_that_is_down_again_is_told_within_a_second_or_two() -> Result<(), Failed> {
    let why = "socket_connect(): no answer in a second";
    says_that_lo_is_down("ip link set lo up; ip link set lo down", why)
}

fn says_that_lo_is_down(setup: &str, why: &str) -> Result<(), Failed> {
    const REMEDY: &str = "the interface lo is down, or a firewall is in the way: \
        ip link set lo up, as root";

    if let Some((lines, verdict)) = diagnosis(setup) {
        let expected = [
            format!("{:<20} {why}", "127.0.0.1"),
            format!("{:<20} {REMEDY}", ""),
        ];
        assert_eq!(lines, expected);
        assert_eq!(verdict, "First 127.0.0.1, then the tutorial.");
    }
    Ok(())
}

/// What it prints about 127.0.0.1, and its last line, after `setup` in a network of its own.
/// `None` where the system does not allow one.
fn diagnosis(setup: &str) -> Option<(Vec<String>, String)> {
    let unshare = ["--user", "--map-root-user", "--net", "--"];
    let possible = Command::new("unshare").args(unshare).arg("true").output();
    if !possible.is_ok_and(|output| output.status.success()) {
        skip("doctor", "this system allows no namespaces");
        return None;
    }

    let plain = program(Rust, "00", 0);
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
