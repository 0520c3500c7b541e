//! `capture` shows the frames on `lo`, in a network of its own.

use std::fs::File;
use std::process::{Command, Output};

use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::program::program;
use php_sockets_test_support::sources::source;

use super::shown;
use crate::common::{has_ipv6, has_php, in_child_as_nobody, in_namespace, said, skip};

/// PHP, or that of `ORACLE_ROOT`, as `sh` starts it with a program as its input.
const PHP: &str = "${ORACLE_ROOT:+chroot} ${ORACLE_ROOT:-} php";

fn twin(argument: &str) -> Output {
    let mut command = Command::new("timeout");
    command.args(["60", "sh", "-c", &format!("exec {PHP} -- {argument}")]);
    let file = File::open(source("examples/php/capture.php")).unwrap();
    command.stdin(file).output().unwrap()
}

/// Whether PHP has packet sockets that receive. Otherwise prints that `test` is skipped.
fn is_new_php(test: &str) -> bool {
    let ask = format!("exec {PHP} -r 'exit((int) (PHP_VERSION_ID < 80600));'");
    let status = Command::new("sh").args(["-c", &ask]).status();
    let is_new = status.is_ok_and(|status| status.success());
    if !is_new {
        skip(test, "this PHP is older than 8.6");
    }
    is_new
}

#[track_caller]
fn assert_says(output: &Output, text: &str, complaint: &str) {
    assert!(output.status.success(), "{}", said(output));
    assert_eq!(String::from_utf8_lossy(&output.stdout), text);
    assert_eq!(String::from_utf8_lossy(&output.stderr), complaint);
}

#[test]
fn it_prints_its_head_and_ends() {
    let test = "examples::capture::it_prints_its_head_and_ends";
    let mut capture = program(Rust, "capture", 0);
    if has_ipv6(test) && in_namespace(test, "") {
        let head = shown("capture").join("\n") + "\n";
        assert_says(&capture.output().unwrap(), &head, "");
    }
}

#[test]
fn its_twin_prints_the_same() {
    let test = "examples::capture::its_twin_prints_the_same";
    if has_php(test) && is_new_php(test) && has_ipv6(test) && in_namespace(test, "") {
        let head = shown("capture").join("\n") + "\n";
        assert_says(&twin(""), &head, "");
    }
}

const UNPRIVILEGED: &str = "\
This program needs the privilege CAP_NET_RAW. Run it as root, or in a network of its own:
unshare --user --map-root-user --net sh -c 'ip link set lo up; exec PROGRAM'
";

#[test]
fn without_the_privilege_it_says_so_and_ends() {
    let mut capture = program(Rust, "capture", 0);
    if in_child_as_nobody("examples::capture::without_the_privilege_it_says_so_and_ends") {
        assert_says(&capture.output().unwrap(), UNPRIVILEGED, "");
    }
}

#[test]
fn an_interface_that_is_down_does_not_end_it() {
    let test = "examples::capture::an_interface_that_is_down_does_not_end_it";
    let mut capture = program(Rust, "capture", 0);
    if in_namespace(test, "ip link set lo down") {
        let output = capture.output().unwrap();
        let complaints = String::from_utf8_lossy(&output.stderr);
        let last = "socket_recvfrom(): unable to recvfrom [100]: Network is down\n";
        assert!(complaints.ends_with(last), "{complaints}");
        assert_says(&output, "lo, index 1\n", &complaints);
    }
}

#[test]
fn an_interface_that_does_not_exist_is_told() {
    let test = "examples::capture::an_interface_that_does_not_exist_is_told";
    let mut capture = program(Rust, "capture", 0);
    if in_namespace(test, "") {
        let output = capture.args(["--interface", "nosuch0"]).output().unwrap();
        let complaint = "Error: socket_bind(): Unable to bind address [19]: No such device\n";
        assert_eq!(String::from_utf8_lossy(&output.stderr), complaint);
        assert_eq!(
            (output.status.code(), output.stdout.as_slice()),
            (Some(1), &b""[..])
        );
    }
}
