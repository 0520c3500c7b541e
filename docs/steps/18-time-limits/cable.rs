//! Step 18: a server whose clients' cable is cut.
//!
//! `bash docs/steps/18-time-limits/cable.sh cargo step 18-cable`; the page is
//! docs/steps/18-time-limits/cable.md.

use std::process::Command;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&sock, "192.0.2.1", port)?;
    socket_listen(&sock, 4)?;

    run("CLIENT")?;
    let silent = socket_accept(&sock)?;
    run("CLIENT")?;
    let other = socket_accept(&sock)?;

    run("CUT")?;
    let second = Timeout { sec: 1, usec: 0 };
    socket_set_option(&silent, SOL_SOCKET, SO_RCVTIMEO, second)?;
    let _ = socket_read(&silent, 8192, None);

    let forever = Timeout { sec: 0, usec: 0 };
    socket_set_option(&silent, SOL_SOCKET, SO_RCVTIMEO, forever)?;
    socket_set_option(&silent, SOL_TCP, TCP_KEEPIDLE, 1)?; // seconds of silence
    socket_set_option(&silent, SOL_TCP, TCP_KEEPINTVL, 1)?; // seconds between two probes
    socket_set_option(&silent, SOL_TCP, TCP_KEEPCNT, 2)?; // probes without an answer
    socket_set_option(&silent, SOL_SOCKET, SO_KEEPALIVE, 1)?; // last
    let _ = socket_read(&silent, 8192, None);

    socket_set_option(&other, SOL_TCP, TCP_USER_TIMEOUT, 2000)?; // milliseconds
    socket_write(&other, "test successful\n", None)?;
    let _ = socket_read(&other, 8192, None);
    Ok(())
}

/// Runs a command of cable.sh.
fn run(name: &str) -> anyhow::Result<()> {
    let command = std::env::var(name)?;
    Command::new("sh").arg("-c").arg(command).status()?;
    Ok(())
}
