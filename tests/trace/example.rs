//! The example prints what its head shows.

use std::process::{Command, Output};

use php_sockets_test_support::sources;

fn example(arguments: &[&str]) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "run",
        "--quiet",
        "--package=php-sockets",
        "--features=tracing",
    ]);
    cargo.args(["--example=trace", "--"]).args(arguments);
    cargo.env_remove("RUST_BACKTRACE"); // the error says enough
    cargo.current_dir(sources::root()).output().unwrap()
}

/// Times and ports differ from run to run.
fn without_times_and_ports(line: &str) -> String {
    let (call, time) = line.rsplit_once("  <").unwrap_or_else(|| panic!("{line}"));
    let micros = time
        .strip_suffix(" µs>")
        .and_then(|it| it.parse::<u64>().ok());
    assert!(micros.is_some(), "{line}");
    match call.split_once("\"127.0.0.1\", ") {
        Some((start, end)) => {
            let end = end.trim_start_matches(|letter: char| letter.is_ascii_digit());
            format!("{start}\"127.0.0.1\", PORT{end}")
        }
        None => call.to_owned(),
    }
}

#[test]
fn it_prints_its_head() {
    let text = sources::text("examples/trace.rs");
    let head = text.lines().filter_map(|line| line.strip_prefix("//! "));
    let shown = head.skip_while(|line| *line != "```text").skip(1);
    let shown = shown.take_while(|line| *line != "```");
    let shown: Vec<_> = shown.map(without_times_and_ports).collect();
    assert_eq!(shown.len(), 11);

    let output = example(&[]);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed: Vec<_> = printed.lines().map(without_times_and_ports).collect();
    assert_eq!(printed, shown);
}

#[test]
fn it_has_help_and_refuses_other_options() {
    let help = example(&["--help"]);
    assert!(help.status.success(), "{help:?}");
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(text.ends_with("It takes no options.\n"), "{text}");

    let refused = example(&["--nonsense"]);
    assert_eq!(refused.status.code(), Some(1));
    let text = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(text, "Error: invalid option '--nonsense'\n");
}
