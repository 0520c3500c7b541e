//! Tools that a test needs and a machine may lack. Each test program uses a part.
#![allow(dead_code)]

use std::env;
use std::io::{self, Write};
use std::process::Command;

/// Says that a test was skipped, past the test harness, which would hide it.
pub(crate) fn skip(test: &str, why: &str) {
    let mut terminal = io::stderr();
    writeln!(terminal, "SKIPPED {test}: {why}").unwrap();
}

/// Whether a tool is there. Says that `test` is skipped when not, and fails if the
/// environment variable `required` is 1.
#[track_caller]
pub(crate) fn has_tool(test: &str, tool: &str, argument: &str, required: &str) -> bool {
    let found = Command::new(tool)
        .arg(argument)
        .output()
        .is_ok_and(|out| out.status.success());
    if !found {
        assert!(
            env::var(required).as_deref() != Ok("1"),
            "{required}=1, but there is no {tool}"
        );
        skip(test, &format!("there is no {tool} on this machine"));
    }
    found
}

/// Whether PHP with its sockets extension is there; see [`has_tool`].
#[track_caller]
pub(crate) fn has_php(test: &str) -> bool {
    has_tool(test, "php", "--rf=socket_create", "REQUIRE_PHP")
}
