//! Tools that a test needs and a machine may lack.

use std::env;
use std::io::{self, Write};
use std::net::TcpListener;
use std::process::Command;

use crate::program::php_of;

/// Prints that a test was skipped, bypassing the test harness, which would hide it.
pub fn skip(test: &str, why: &str) {
    let mut terminal = io::stderr();
    writeln!(terminal, "SKIPPED {test}: {why}").unwrap();
}

/// Whether a tool is installed. Otherwise prints that `test` is skipped, and fails if the
/// environment variable `required` is 1.
#[track_caller]
pub fn has_tool(test: &str, tool: &str, argument: &str, required: &str) -> bool {
    let found = Command::new(tool)
        .arg(argument)
        .output()
        .is_ok_and(|out| out.status.success());
    if !found {
        lacks(test, tool, required);
    }
    found
}

/// Says that `test` is skipped because `what` is missing, and fails if the environment variable
/// `required` is 1.
#[track_caller]
pub fn lacks(test: &str, what: &str, required: &str) {
    assert!(
        env::var(required).as_deref() != Ok("1"),
        "{required}=1, but there is no {what}"
    );
    skip(test, &format!("there is no {what} on this machine"));
}

/// Whether PHP with its sockets extension is there; see [`has_tool`].
#[track_caller]
pub fn has_php(test: &str) -> bool {
    has_tool(test, "php", "--rf=socket_create", "REQUIRE_PHP")
}

/// Whether there is a PHP of this version; see [`php_of`](crate::program::php_of) and [`has_tool`].
#[track_caller]
pub fn has_php_of(test: &str, version: &str) -> bool {
    let found = php_of(version).is_some();
    if !found {
        let folder = format!("PHP {version} (.ci/php {version} target/php{version})");
        lacks(test, &folder, "REQUIRE_PHP_FOLDERS");
    }
    found
}

/// Whether this machine has IPv6, if only for itself. Says that `test` is skipped when
/// not.
pub fn has_ipv6(test: &str) -> bool {
    let found = is_loopback("::1");
    if !found {
        skip(test, "there is no IPv6 on this machine");
    }
    found
}

/// The addresses by which this machine reaches itself. Where one is IPv4's alone, says
/// that the half of `test` is skipped.
pub fn loopbacks(test: &str) -> impl Iterator<Item = &'static str> {
    let addresses = ["127.0.0.1", "::1"];
    addresses.into_iter().take(1 + usize::from(has_ipv6(test)))
}

/// Whether this machine reaches itself by that address.
pub fn is_loopback(address: &str) -> bool {
    TcpListener::bind((address, 0)).is_ok()
}
