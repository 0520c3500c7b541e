//! Prints each call of php-sockets and how long it took, as `strace` does for system calls.
//!
//! `cargo run --features tracing --example trace` prints
//!
//! ```text
//! socket_create(AF_INET, SOCK_STREAM, SOL_TCP) = Socket(3)  <10 µs>
//! socket_bind(Socket(3), "127.0.0.1", 0) = true  <10 µs>
//! socket_listen(Socket(3), 4) = true  <10 µs>
//! socket_getsockname(Socket(3), "127.0.0.1", 40001) = true  <10 µs>
//! socket_create(AF_INET, SOCK_STREAM, SOL_TCP) = Socket(4)  <10 µs>
//! socket_connect(Socket(4), "127.0.0.1", 40001) = true  <10 µs>
//! socket_accept(Socket(3)) = Socket(5)  <10 µs>
//! socket_write(Socket(5), "test successful\n") = 16  <10 µs>
//! socket_close(Socket(5)) = null  <10 µs>
//! socket_read(Socket(4), 8192) = "test successful\n"  <10 µs>
//! socket_read(Socket(4), 0) = socket_read(): Argument #2 ($length) must be greater than 0  <1 µs>
//! ```

use std::env;
use std::fmt::Debug;

use anyhow::ensure;
use php_sockets::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }
    tracing::subscriber::set_global_default(Printer).expect("no other listener");

    let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&server, "127.0.0.1", 0)?;
    socket_listen(&server, 4)?;
    let here = socket_getsockname(&server)?;
    let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&client, &here, here.port())?;

    let connection = socket_accept(&server)?;
    socket_write(&connection, "test successful\n", None)?;
    socket_close(connection);
    socket_read(&client, 8192, None)?;
    let _ = socket_read(&client, 0, None); // fails: not even a byte is asked for
    Ok(())
}

/// The listener.
struct Printer;

impl Subscriber for Printer {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "php_sockets"
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let (call, micros) = (line.call, line.nanoseconds / 1000);
        println!("{call}  <{micros} µs>");
    }

    // The rest is for spans, of which php-sockets has none.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The fields of an event, in the order in which they come.
#[derive(Default)]
struct Line {
    call: String,
    nanoseconds: u64,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.call += &match field.name() {
            "function" => format!("{value:?}"),
            "arguments" => format!("({value:?})"),
            "result" | "error" => format!(" = {value:?}"),
            _ => String::new(),
        };
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "nanoseconds" {
            self.nanoseconds = value;
        }
    }
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Prints each call of a small server and its client, and how long it took.");
    println!("It takes no options.");
    Ok(())
}
