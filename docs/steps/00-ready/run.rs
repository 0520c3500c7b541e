//! Step 00: is this machine ready for the tutorial?
//!
//! `cargo step 00`; the page is docs/steps/00-ready/index.md.

use std::env;
use std::io::{self, Write};
use std::process::{self, Command, Stdio};

use anyhow::{Context, ensure};
use php_sockets::{
    AF_INET, AF_INET6, Result as Answer, SO_SNDTIMEO, SOCK_STREAM, SOCKET_EINPROGRESS, SOL_SOCKET,
    SOL_TCP, Timeout, socket_accept, socket_bind, socket_connect, socket_create,
    socket_getsockname, socket_listen, socket_set_option,
};

const HELP: &str = "\
Checks whether this machine is ready for the tutorial.

  --help  show this

PORT in the environment is the port to look at: 8001 by default.";

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let port = port
        .parse()
        .context("PORT must be a number from 0 to 65535")?;
    let loops_back = finding(
        "127.0.0.1",
        "a connection can be made",
        connects(),
        "the interface lo is down, or a firewall is in the way: ip link set lo up, as root",
    );
    let port_is_free = finding(
        &format!("port {port}"),
        "free",
        can_bind(AF_INET, "127.0.0.1", port),
        "stop the program that has it (ss -ltnp) or wait a minute, or: PORT=8002 cargo step 00",
    );
    finding(
        "IPv6",
        "there",
        can_bind(AF_INET6, "::1", 0),
        "no step needs it",
    );
    table();
    tools();

    print(match (loops_back, port_is_free) {
        (true, true) => "This machine is ready.",
        (true, false) => "First the port, then the tutorial.",
        (false, _) => "First 127.0.0.1, then the tutorial.",
    });
    Ok(())
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("{HELP}");
    Ok(())
}

fn table() {
    let table = std::fs::read("/proc/net/tcp").map_err(|error| error.to_string());
    finding(
        "the kernel's table",
        "/proc/net/tcp can be read",
        table.map(drop),
        "the steps run, but cannot show the kernel's view",
    );
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

/// Prints a line; ends the program when nobody reads on, as after `| head`.
fn print(line: &str) {
    if writeln!(io::stdout(), "{line}").is_err() {
        process::exit(0);
    }
}

/// Whether this machine reaches itself: a real connection, which must not take a second.
fn connects() -> Result<(), String> {
    let connection = || -> Answer<()> {
        let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_bind(&server, "127.0.0.1", 0)?;
        socket_listen(&server, 1)?;

        let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        let second = Timeout { sec: 1, usec: 0 };
        socket_set_option(&client, SOL_SOCKET, SO_SNDTIMEO, second)?;
        socket_connect(&client, "127.0.0.1", socket_getsockname(&server)?.port())?;
        socket_accept(&server).map(drop)
    };
    connection().map_err(|error| match error.code() {
        SOCKET_EINPROGRESS => "socket_connect(): no answer in a second".into(),
        _ => error.to_string(),
    })
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
