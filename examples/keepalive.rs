//! Notices a peer that has disappeared without closing: its cable cut, its power off.
//!
//! An idle connection sends no packets, so without keep-alive a dead peer is never
//! noticed. With keep-alive the kernel sends a probe now and then; with a limit for what is
//! unacknowledged it gives up on a peer that does not answer our data either.
//!
//! ```text
//! before: keep-alive 0, first probe after 7200 s, then every 75 s, 9 times
//! after: keep-alive 1, first probe after 10 s, then every 5 s, 3 times
//! a dead peer is noticed after 10 + 5 * 3 = 25 seconds at the latest
//! reading would then fail with code 110: Connection timed out
//! ```

use std::env;

use anyhow::ensure;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let server = socket_create_listen(0, None)?;
    let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&client, "127.0.0.1", socket_getsockname(&server)?.port())?;
    let accepted = socket_accept(&server)?;

    show("before", &accepted)?;
    socket_set_option(&accepted, SOL_SOCKET, SO_KEEPALIVE, 1)?;
    socket_set_option(&accepted, SOL_TCP, TCP_KEEPIDLE, 10)?; // seconds of silence
    socket_set_option(&accepted, SOL_TCP, TCP_KEEPINTVL, 5)?; // seconds between probes
    socket_set_option(&accepted, SOL_TCP, TCP_KEEPCNT, 3)?; // probes without an answer
    socket_set_option(&accepted, SOL_TCP, TCP_USER_TIMEOUT, 25_000)?; // milliseconds, for our data
    let [_, idle, interval, count] = show("after", &accepted)?;

    let most = idle + interval * count;
    println!(
        "a dead peer is noticed after {idle} + {interval} * {count} = {most} seconds at the latest"
    );
    println!(
        "reading would then fail with code {SOCKET_ETIMEDOUT}: {}",
        socket_strerror(SOCKET_ETIMEDOUT),
    );
    Ok(())
}

fn show(when: &str, socket: &Socket) -> anyhow::Result<[i32; 4]> {
    let get = |level, option| -> Result<i32> {
        Ok(socket_get_option(socket, level, option)?
            .as_int()
            .unwrap_or(0))
    };
    let [on, idle, interval, count] = [
        get(SOL_SOCKET, SO_KEEPALIVE)?,
        get(SOL_TCP, TCP_KEEPIDLE)?,
        get(SOL_TCP, TCP_KEEPINTVL)?,
        get(SOL_TCP, TCP_KEEPCNT)?,
    ];
    println!(
        "{when}: keep-alive {on}, first probe after {idle} s, then every {interval} s, {count} times"
    );
    Ok([on, idle, interval, count])
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Sets keep-alive so that a dead peer is noticed after 25 seconds.");
    println!("It takes no options.");
    Ok(())
}
