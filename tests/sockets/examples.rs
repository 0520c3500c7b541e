//! Each short example prints what its head shows.

mod arguments;
mod capture;

use std::fs;
use std::process::Command;

use php_sockets_test_support::program::{Language, php_file_with, php_of, program};
use php_sockets_test_support::sources::source;

use crate::common::{has_php, has_php_of, said, skip};

/// What the head of an example shows, in its block of text.
fn shown(name: &str) -> Vec<String> {
    let text = fs::read_to_string(source(format!("examples/{name}.rs"))).unwrap();
    let head = text.lines().map_while(|line| line.strip_prefix("//!"));
    let block = head.skip_while(|line| *line != " ```text").skip(1);
    block
        .take_while(|line| *line != " ```")
        .map(|line| line.trim_start().to_owned())
        .collect()
}

/// What an example prints, without its ports.
fn printed(name: &str) -> Vec<String> {
    printed_in(Language::Rust, name)
}

fn printed_in(language: Language, name: &str) -> Vec<String> {
    said_by(program(language, name, 0))
}

fn said_by(mut command: Command) -> Vec<String> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(without_ports)
        .collect()
}

fn without_ports(line: &str) -> String {
    let mut words = line.split("127.0.0.1:");
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let rest = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
        text += "127.0.0.1:PORT";
        text += rest;
    }
    text
}

#[track_caller]
fn assert_prints_its_head(name: &str) {
    let shown = shown(name);
    assert!(!shown.is_empty(), "the head of {name} shows nothing");
    assert_eq!(printed(name), shown);
}

#[test]
fn udp_prints_its_head() {
    assert_prints_its_head("udp");
}

#[test]
fn unix_pair_prints_its_head() {
    assert_prints_its_head("unix_pair");
}

#[test]
fn stream_prints_its_head() {
    assert_prints_its_head("stream");
}

#[test]
fn urgent_prints_its_head() {
    assert_prints_its_head("urgent");
}

#[test]
fn chat_prints_its_head() {
    assert_prints_its_head("chat");
}

#[test]
fn chat_s_twin_prints_the_same() {
    if has_php("examples::chat_s_twin_prints_the_same") {
        assert_eq!(printed_in(Language::Php, "chat"), shown("chat"));
    }
}

#[test]
fn chat_poll_prints_its_head() {
    assert_prints_its_head("chat_poll");
}

#[test]
fn chat_poll_s_twin_prints_the_same() {
    if has_php_of("examples::chat_poll_s_twin_prints_the_same", "8.6") {
        let php = php_of("8.6").unwrap();
        let twin = php_file_with(php, "examples/php/chat_poll.php", 0);
        assert_eq!(said_by(twin), shown("chat_poll"));
    }
}

#[test]
fn chat_poll_s_twin_needs_php_8_6_and_says_so() {
    let test = "examples::chat_poll_s_twin_needs_php_8_6_and_says_so";
    if !has_php(test) {
        return;
    }
    let output = program(Language::Php, "chat_poll", 0).output().unwrap();
    if output.status.success() {
        return skip(test, "there is no PHP older than 8.6 on this machine");
    }
    let text = String::from_utf8(output.stderr).unwrap();
    let needs = "This program needs Io\\Poll, which PHP has since 8.6; this is PHP 8.";
    assert!(text.starts_with(needs), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert_eq!((output.status.code(), output.stdout), (Some(1), Vec::new()));
}

#[test]
fn pass_descriptor_prints_its_head() {
    assert_prints_its_head("pass_descriptor");
}

#[test]
fn connect_timeout_prints_its_head() {
    assert_prints_its_head("connect_timeout");
}

#[test]
fn multicast_prints_its_head() {
    assert_prints_its_head("multicast");
}

#[test]
fn keepalive_prints_its_head() {
    assert_prints_its_head("keepalive");
}

// Whether `::1` comes first, or at all, depends on the machine.
#[test]
fn resolve_ends_as_its_head_does() {
    assert_eq!(printed("resolve").last(), shown("resolve").last());
}
