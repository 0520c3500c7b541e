//! Two connected unix sockets: a private line between two threads.
//!
//! ```text
//! worker: got "6 7"
//! main: the worker says 42
//! main: the worker has closed
//! ```

use std::{env, thread};

use anyhow::ensure;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let [mine, theirs] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;

    // Either end may be given away: to a thread, or to a program that is started.
    let worker = thread::spawn(move || -> anyhow::Result<()> {
        let line = socket_read(&theirs, 8192, PHP_NORMAL_READ)?;
        let line = String::from_utf8(line)?;
        println!("worker: got {:?}", line.trim_end());
        let product: i32 = line
            .split_whitespace()
            .map(|part| part.parse::<i32>().unwrap_or(0))
            .product();
        socket_write(&theirs, format!("{product}\n"), None)?;
        Ok(()) // the end of `theirs` closes it
    });

    socket_write(&mine, "6 7\n", None)?;
    let answer = socket_read(&mine, 8192, PHP_NORMAL_READ)?;
    println!(
        "main: the worker says {}",
        String::from_utf8(answer)?.trim_end()
    );
    if socket_read(&mine, 8192, None)?.is_empty() {
        println!("main: the worker has closed");
    }
    worker.join().expect("the worker does not panic")
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Two connected unix sockets, between two threads.");
    println!("It takes no options.");
    Ok(())
}
