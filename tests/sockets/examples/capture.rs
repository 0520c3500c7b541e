//! `capture` shows the frames on `lo`, in a network of its own.

use std::process::Output;

use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::program::{php_file_with, php_of, program};

use super::shown;
use crate::common::{has_ipv6, has_php_of, in_child_as_nobody, in_namespace, said};

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
    // Before it, packet sockets could not receive in PHP.
    if has_php_of(test, "8.6") && has_ipv6(test) && in_namespace(test, "") {
        let head = shown("capture").join("\n") + "\n";
        let mut twin = php_file_with(php_of("8.6").unwrap(), "examples/php/capture.php", 0);
        assert_says(&twin.output().unwrap(), &head, "");
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
