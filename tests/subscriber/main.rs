//! The program prints what the book shows.

use std::process::Command;

/// How long a call took differs from run to run.
fn without_times(line: &str) -> String {
    let (before, after) = line.split_once("nanoseconds=").expect(line);
    let after = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
    format!("{}nanoseconds=N{after}", before.trim_start())
}

#[test]
fn it_prints_what_the_book_shows() {
    let shown: Vec<_> = include_str!("output.txt")
        .lines()
        .map(without_times)
        .collect();
    assert_eq!(shown.len(), 2);

    let program = env!("CARGO_BIN_EXE_subscriber");
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed: Vec<_> = printed.lines().map(without_times).collect();
    assert_eq!(printed, shown);
}
