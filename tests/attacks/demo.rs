//! `demo`: another program that connects to its port does not hold it up.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;

use php_sockets_test_support::port::free_port;
use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::program::program;
use php_sockets_test_support::tools::has_tool;

#[test]
fn a_stranger_that_comes_first_and_says_nothing_is_sent_away() {
    const NAME: &str = "demo::a_stranger_that_comes_first_and_says_nothing_is_sent_away";
    if !has_tool(NAME, "strace", "--version", "REQUIRE_STRACE") {
        return;
    }
    let port = free_port();
    let plain = program(Rust, "demo", port);
    // Its first client comes half a second after it has begun to listen.
    let mut demo = Command::new("timeout");
    demo.args(["20", "strace", "-f", "-o", "/dev/null", "-e"])
        .arg("inject=listen:delay_exit=500000")
        .args(plain.get_args().skip(1))
        .env("PORT", port.to_string())
        .stdout(Stdio::piped());
    let demo = demo.spawn().unwrap();

    let stranger = loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stranger) => break stranger,
            Err(_) => thread::yield_now(),
        }
    };
    let output = demo.wait_with_output().unwrap();
    drop(stranger);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("That is another program: its connection is closed."));
    assert_eq!(
        said.matches("\"test successful\\n\"\n").count(),
        5,
        "{said}"
    );
}
