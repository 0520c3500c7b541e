//! Step 00: is this machine ready for the tutorial?
//!
//! `cargo run --example doctor`; the page is docs/src/steps/00-ready.md.

mod common;

use std::process::{Command, Stdio};

use common::shown::{port, print};
use php_sockets::{AF_INET, AF_INET6, SOCK_STREAM, SOL_TCP, socket_bind, socket_create};

fn main() -> anyhow::Result<()> {
    let port = port()?;
    let port_is_free = finding(
        &format!("port {port}"),
        "free",
        can_bind(AF_INET, "127.0.0.1", port),
        "end the program that has it (ss -ltnp), wait a minute, or set PORT to another",
    );
    finding(
        "IPv6",
        "there",
        can_bind(AF_INET6, "::1", 0),
        "no step needs it",
    );
    let table = std::fs::read("/proc/net/tcp").map_err(|error| error.to_string());
    finding(
        "the kernel's table",
        "/proc/net/tcp can be read",
        table.map(drop),
        "the steps run, but cannot show the kernel's view",
    );
    tools();

    print(if port_is_free {
        "This machine is ready."
    } else {
        "First the port, then the tutorial."
    });
    Ok(())
}

fn tools() {
    finding(
        "PHP with sockets",
        "there",
        runs("php", "--rf=socket_create"),
        "install php-cli; the programs in Rust need nothing",
    );
    for (tool, advice) in [
        ("ss", "install iproute2"),
        ("netstat", "install net-tools, or use ss instead"),
        (
            "strace",
            "install strace; only the project's own tests use it",
        ),
    ] {
        finding(tool, "there", runs(tool, "--version"), advice);
    }
}

/// Prints a line: what was looked at, and how it is.
fn finding(what: &str, well: &str, result: Result<(), String>, advice: &str) -> bool {
    match &result {
        Ok(()) => print(&format!("{what:<20} {well}")),
        Err(why) => {
            print(&format!("{what:<20} {why}"));
            print(&format!("{:<20} {advice}", ""));
        }
    }
    result.is_ok()
}

/// Whether a socket can have this address; it gives it back at once.
fn can_bind(domain: i32, address: &str, port: u16) -> Result<(), String> {
    let sock = socket_create(domain, SOCK_STREAM, SOL_TCP).map_err(|error| error.to_string())?;
    socket_bind(&sock, address, port).map_err(|error| error.to_string())
}

fn runs(tool: &str, argument: &str) -> Result<(), String> {
    let mut command = Command::new(tool);
    command
        .arg(argument)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("missing".into()),
    }
}
