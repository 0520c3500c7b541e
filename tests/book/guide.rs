//! PHP on the pages of the guide does what the Rust beside it does.

use std::fs;
use std::process::Command;

use libtest_mimic::Failed;
use php_sockets_test_support::files::folder;
use php_sockets_test_support::program::php_of;
use php_sockets_test_support::sources::source;
use php_sockets_test_support::tools::{has_php, has_php_of};

use crate::page::blocks;

/// What comes before each block: the sockets of two clients, of whom the first has left.
const BEFORE: &str = r"<?php
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $ann);
socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $bob);
$clients = ['ann' => $ann[0], 'bob' => $bob[0]];
socket_close($ann[1]);
";
/// What comes after it.
const AFTER: &str = "\necho 'left: ', implode(', ', array_keys($clients)), \"\\n\";\n";
/// What both print.
const PRINTED: &str = "ann has left\nleft: bob\n";

pub(crate) fn check() -> Result<(), Failed> {
    let folder = folder();
    let path = folder.path().join("block.php");
    let text = fs::read_to_string(source("docs/mapping.md"))?;
    let blocks = blocks(&text);
    let blocks: Vec<_> = blocks.iter().filter(|one| one.language == "php").collect();
    if blocks.len() < 2 {
        return Err("too few blocks of PHP were found".into());
    }
    for block in blocks {
        let code = block.lines.join("\n");
        let php = match code.contains("Io\\Poll") {
            true if has_php_of("guide, Io\\Poll", "8.6") => php_of("8.6"),
            false if has_php("guide") => Some("php".into()),
            _ => None,
        };
        let Some(php) = php else { continue };
        fs::write(&path, format!("{BEFORE}{code}{AFTER}"))?;
        let output = Command::new(php).arg(&path).output()?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if printed != PRINTED {
            return Err(format!("{code}\nprints {printed:?}").into());
        }
    }
    Ok(())
}
